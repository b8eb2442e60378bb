package io.plumbline.sync.conformance;

/**
 * A visit to work on.
 *
 * @param checklist the version's id
 */
record Task(Person person, String assignment, String visit, String checklist) {}
