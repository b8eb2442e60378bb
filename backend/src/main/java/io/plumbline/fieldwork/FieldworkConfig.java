package io.plumbline.fieldwork;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What of field work may differ from one deployment to another. */
@ConfigMapping(prefix = "plumbline.fieldwork")
interface FieldworkConfig {
    /**
     * How long visits that are accepted, cancelled or expired stay on the tablets of their people. Shorter than what a
     * ranking and its dispute take, and people cannot look up what is spoken of.
     */
    @WithDefault("P60D")
    Duration finishedVisitsKept();
}
