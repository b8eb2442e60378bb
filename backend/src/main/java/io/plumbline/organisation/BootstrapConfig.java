package io.plumbline.organisation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** The first organisation of an installation without demo data; made once, at the start that finds it missing. */
@ConfigMapping(prefix = "plumbline.bootstrap")
public interface BootstrapConfig {
    /** Without it nothing is made. */
    Optional<String> organisationCode();

    /** The name people see; the code without it. */
    Optional<String> organisationName();

    /** The zone whose days and months count. */
    @WithDefault("Asia/Shanghai")
    String timeZone();

    /** The sign-in name of the administrator. */
    @WithDefault("admin")
    String adminName();

    /** The administrator's password; without it one is drawn and printed once to the log. */
    Optional<String> adminPassword();
}
