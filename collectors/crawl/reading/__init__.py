"""Understanding bytes: charset, the first reading of a page, what kind of answer it is; in worker processes."""
