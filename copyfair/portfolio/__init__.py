"""Many documents of many organisations: read once into a store, decided as often as wanted, reported together."""
