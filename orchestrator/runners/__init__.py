"""What test runners say of how much they ran: a table of their closing lines, and its reading. Pure."""
