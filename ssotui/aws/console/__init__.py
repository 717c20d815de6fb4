"""Makes links to the AWS console, and knows its pages and the partitions that they belong to."""
