"""What is true of a whole site, apart from its services: each function adds pages and says what they show."""
