// Segmenters
