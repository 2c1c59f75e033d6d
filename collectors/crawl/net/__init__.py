"""Everything that touches a socket: addresses are vetted, time and size are capped, TLS is verified."""
