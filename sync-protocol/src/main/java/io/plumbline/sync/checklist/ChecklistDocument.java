package io.plumbline.sync.checklist;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One version of a checklist. A published version never changes (CHK-7). {@link ChecklistParser} makes it from JSON and
 * says everything that is wrong; the records themselves refuse only what scoring could not survive.
 *
 * @param code the checklist's name in data, the same in every version
 * @param version counted from 1
 * @param showScore whether the person who fills it in sees the score
 */
public record ChecklistDocument(
        String code,
        int version,
        LocalizedText title,
        @Nullable LocalizedText description,
        boolean showScore,
        List<Section> sections) {
    public ChecklistDocument {
        Limits.require(version >= 1, "versions count from 1");
        Limits.require(!sections.isEmpty(), "a checklist has sections");
        sections = List.copyOf(sections);
        Set<String> ids = new HashSet<>();
        for (Section section : sections) {
            for (Item item : section.items()) {
                Limits.require(ids.add(item.id()), "item ids are unique");
            }
        }
    }

    /** All items in document order. */
    public Stream<Item> items() {
        return sections.stream().flatMap(section -> section.items().stream());
    }

    /** The item with this id. */
    public Optional<Item> findItem(String id) {
        return items().filter(item -> item.id().equals(id)).findFirst();
    }
}
