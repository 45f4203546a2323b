// Interventions
