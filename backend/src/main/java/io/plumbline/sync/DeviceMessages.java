package io.plumbline.sync;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Bodies of {@code POST /devices} and {@code POST /session}. */
final class DeviceMessages {
    record Enrolment(
            @Nullable String name,
            @Nullable String platform,
            @Nullable String appVersion) {}

    record Enrolled(UUID device, int incarnation, String lease) {}

    record Versions(int min, int max) {}

    record DeviceClock(@Nullable String wall, @Nullable String zone) {}

    record SessionRequest(
            @Nullable UUID device,
            int incarnation,
            @Nullable String lease,
            @Nullable Versions protocol,
            @Nullable String appVersion,
            @Nullable DeviceClock clock) {}

    /** Sizes in bytes, everything else counted. */
    record Limits(
            int pushOperations,
            int pushBytes,
            int pushInflatedBytes,
            int operationBytes,
            int textBytes,
            int visitAnswers,
            int visitMedia,
            int fileBytes,
            int pageRows,
            int pageBytes) {
        static final Limits VERSION_1 = new Limits(
                SyncLimits.PUSH_OPERATIONS,
                SyncLimits.PUSH_BYTES,
                SyncLimits.PUSH_INFLATED_BYTES,
                SyncLimits.OPERATION_BYTES,
                SyncLimits.TEXT_BYTES,
                SyncLimits.VISIT_ANSWERS,
                SyncLimits.VISIT_MEDIA,
                SyncLimits.FILE_BYTES,
                SyncLimits.PAGE_ROWS,
                SyncLimits.PAGE_BYTES);
    }

    /**
     * @param epoch names the server's set of data
     * @param watermark the highest sequence stored of this device and incarnation; 0 for none
     */
    record Session(
            int protocol,
            String epoch,
            String lease,
            Instant serverTime,
            String hlc,
            long watermark,
            Limits limits,
            List<String> scopes,
            List<String> commands) {}

    private DeviceMessages() {}
}
