// Concepts
