package io.plumbline.sync.checklist;

/**
 * Something wrong with a checklist document.
 *
 * @param path JSON pointer to the place, such as {@code /sections/0/items/3/visibleWhen/item}
 * @param code stable, kebab case; see {@link ChecklistParser}
 * @param message for the author, in English
 */
public record ChecklistError(String path, String code, String message) {}
