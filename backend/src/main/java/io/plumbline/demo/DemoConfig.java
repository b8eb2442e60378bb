package io.plumbline.demo;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.util.Optional;

/** Whether and how much of a demo organisation there is. */
@ConfigMapping(prefix = "plumbline.demo")
interface DemoConfig {
    /** Load the demo organisation at start, unless it is there. Never for real data: its accounts share a password. */
    @WithParentName
    @WithDefault("false")
    boolean enabled();

    /**
     * Share of the stores and installers that get visits, above 0 to 1. Units, staff and months are always complete.
     */
    @WithDefault("1")
    double scale();

    /** The same seed gives the same demo on the same day. */
    @WithDefault("20260")
    long seed();

    /** Password of the demo accounts. Without it one is made at the first start and kept in the data directory. */
    Optional<String> password();
}
