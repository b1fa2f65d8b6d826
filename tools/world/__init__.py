"""Makes the pack ``ontology/world`` from its sources."""
