"""Programs that make files of this repository from their sources; none of them ships."""
