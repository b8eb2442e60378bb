package io.plumbline.media;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** Where files are kept and for how long an upload may be interrupted. */
@ConfigMapping(prefix = "plumbline.media")
interface MediaConfig {
    /** Directory of the blobs and of unfinished uploads. Must be shared by all nodes. */
    @WithDefault("${plumbline.data-dir:data}/media")
    Path directory();

    /** An upload that got no byte for this long is removed. */
    @WithDefault("P7D")
    Duration uploadLifetime();
}
