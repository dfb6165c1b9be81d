"""What is fitted to the purchases: how long customers stay and how often they come (`bgnbd`), what they spend (`gamma_gamma`, `own_mean`), and both together (`value`)."""
