"""An edition: composed from facts, register, framework and scores; its tables, its one writer and its readers."""
