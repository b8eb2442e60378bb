package io.plumbline.sync.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnrolmentCodeTest {
    @ParameterizedTest
    @ValueSource(strings = {"K7QM-4XTR-9WP0", "k7qm4xtr9wpo", " K7QM 4XTR 9WPO ", "K-7QM4XTR9WP-0"})
    void isTheSameHoweverItIsTyped(String typed) {
        assertThat(EnrolmentCode.typed(typed)).contains(new EnrolmentCode("K7QM4XTR9WP0"));
    }

    @Test
    void readsTheLettersThatLookLikeOne() {
        assertThat(EnrolmentCode.typed("IL1i-lo0O-0000")).contains(new EnrolmentCode("111110000000"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "K7QM-4XTR-9WP", "K7QM-4XTR-9WP00", "K7QM-4XTR-9WPU", "K7QM_4XTR_9WP0", "中文中文中文中文中文中文"})
    void isNoneWhenItHasOtherCharactersOrAnotherLength(String typed) {
        assertThat(EnrolmentCode.typed(typed)).isEmpty();
    }

    @Test
    void isNoneWhenTheTextIsVeryLong() {
        assertThat(EnrolmentCode.typed("K7QM4XTR9WP0" + " ".repeat(100))).isEmpty();
    }

    @Test
    void drawsCodesThatAreReadAsThemselvesAndDoNotRepeat() {
        Random random = new Random(7);
        Set<String> drawn = new HashSet<>();
        for (int i = 0; i < 2_000; i++) {
            EnrolmentCode code = EnrolmentCode.draw(random);
            assertThat(EnrolmentCode.typed(code.grouped())).contains(code);
            drawn.add(code.text());
        }
        assertThat(drawn).hasSize(2_000);
    }

    @Test
    void doesNotShowItselfInALog() {
        assertThat(EnrolmentCode.draw(new Random(1)).toString()).isEqualTo("EnrolmentCode[]");
    }
}
