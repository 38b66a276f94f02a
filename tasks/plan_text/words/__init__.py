"""The words plans use. A new way of writing something that is already known is added here and nowhere else."""
