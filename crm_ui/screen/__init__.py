"""The office screen, `/screen`: figures for a wall, drawn by the server, without a session."""
