"""The faults, by theme. `evaluation.simulated_internet.faults.FAULTS` has them all by name."""
