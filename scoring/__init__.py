"""Facts to judgements: marks, scores, their ranges and places. Pure: no file, no clock, no chance of its own."""
