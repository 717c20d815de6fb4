"""Links to the AWS console, its pages, and the partitions that they belong to."""
