"""Two banks of wording that share no title, no call to action and no sentence: build and judge."""
