-- Whether the batch that moved the lease has operations that were put off: its repetition moves the lease again, so
-- that a database set back to the moment between the two is told from one that has it all.
alter table device_incarnations add column left_open boolean not null default false;
