package io.plumbline.sync.checklist;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Bilingual text of a checklist (CHK-1). Chinese is required; English falls back to Chinese.
 *
 * @param zhCn the Chinese text, never blank
 * @param en the English text, or null when there is none
 */
public record LocalizedText(String zhCn, @Nullable String en) {
    public LocalizedText {
        Objects.requireNonNull(zhCn, "zhCn");
        if (zhCn.isBlank()) {
            throw new IllegalArgumentException("zh-CN text must not be blank");
        }
    }

    /** The text for a BCP 47 language tag: English for {@code en} and its regions, Chinese for everything else. */
    public String in(String languageTag) {
        boolean english = languageTag.equals("en") || languageTag.startsWith("en-");
        return english && en != null ? en : zhCn;
    }
}
