"""The image for a board, and the way onto it."""
