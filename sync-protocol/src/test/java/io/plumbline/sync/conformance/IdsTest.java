package io.plumbline.sync.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class IdsTest {
    @Test
    void keepsTheOrderOfNames() {
        Ids ids = Ids.of(List.of("c", "a", "d", "b"));
        assertThat(List.of(ids.of("a"), ids.of("b"), ids.of("c"), ids.of("d"))).isSorted();
    }

    @Test
    void makesUuidsOfVersion7() {
        assertThat(Ids.fresh()).matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    }

    @Test
    void replacesNamesWhereverTheyStand() throws Exception {
        Ids ids = Ids.of(List.of("x")).with("y", "Y");
        assertThat(ids.in(Json.MAPPER.readTree("{\"x\": [\"x\", \"y\", \"z\", 1]}")))
                .isEqualTo(Json.MAPPER.readTree("{\"%1$s\": [\"%1$s\", \"Y\", \"z\", 1]}".formatted(ids.of("x"))));
    }
}
