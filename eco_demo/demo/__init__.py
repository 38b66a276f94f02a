"""The demonstration district: real facts of a published plan, walked through its year by the product's own services."""
