"""The site: server-rendered pages, the explorer, and how answers leave the server."""
