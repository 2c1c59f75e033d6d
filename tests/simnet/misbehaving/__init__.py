"""The faults, by theme. `tests.simnet.faults.FAULTS` has them all by name."""
