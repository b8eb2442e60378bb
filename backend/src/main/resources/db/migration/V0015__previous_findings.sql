-- Whether whoever does the work of a programme sees what the last accepted visit of the unit found, beside the items.
alter table programmes add column show_previous boolean not null default false;
