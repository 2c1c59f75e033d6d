"""How right the detectors and the scoring are: a simulated internet, labelled corpora, grading, golden cases."""
