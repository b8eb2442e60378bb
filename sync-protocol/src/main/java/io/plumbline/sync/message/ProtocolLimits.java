package io.plumbline.sync.message;

/**
 * What a device may send and ask for at once; told in the session's answer.
 *
 * @param pushOperations operations of a push
 * @param pushBytes bytes of a push as sent
 * @param pushInflatedBytes bytes of a push after decompression
 * @param operationBytes bytes of one operation's canonical JSON in UTF-8
 * @param textBytes bytes of one text in UTF-8
 * @param visitAnswers answers of a visit
 * @param visitMedia files of a visit
 * @param fileBytes bytes of a file
 * @param pageRows rows of a page of a pull
 * @param pageBytes bytes of a page of a pull
 */
public record ProtocolLimits(
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
    /** The limits of version 1. */
    public static final ProtocolLimits V1 =
            new ProtocolLimits(500, 1_048_576, 10_485_760, 262_144, 65_536, 5_000, 200, 26_214_400, 1_000, 2_097_152);

    /** Ids that one question about operations or media may name. */
    public static final int QUERY_IDS = 1_000;
}
