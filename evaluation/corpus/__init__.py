"""The labelled corpus: pages rebuilt from real wording, and composed ones, split by council into build and judge."""
