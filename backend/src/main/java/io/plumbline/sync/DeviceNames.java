package io.plumbline.sync;

import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/** What people call their devices. */
public interface DeviceNames {
    /** Ids without a device are absent from the answer. */
    Map<UUID, String> names(Collection<UUID> deviceIds);
}
