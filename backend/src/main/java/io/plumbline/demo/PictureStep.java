package io.plumbline.demo;

import io.plumbline.demo.plan.FilledSheet;
import io.plumbline.demo.plan.PictureKind;
import io.plumbline.media.MediaIntake;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;

/** Draws the demo's pictures and keeps them, so that a visit that names them is complete at once. */
@ApplicationScoped
class PictureStep {
    private static final String OWNER = "inspector@demo";

    private final MediaIntake media;

    @Inject
    PictureStep(MediaIntake media) {
        this.media = media;
    }

    /** The pictures by kind and number, and one that was never uploaded. */
    record Album(Map<String, VisitOperations.File> files, VisitOperations.File lost) {
        VisitOperations.File of(FilledSheet.Photo photo) {
            String key = key(photo.kind(), photo.picture());
            return Objects.requireNonNull(files.get(key), key);
        }

        private static String key(PictureKind kind, int number) {
            return kind + "/" + number;
        }
    }

    Album run(DemoContext context) {
        Map<String, VisitOperations.File> files = new HashMap<>();
        for (PictureKind kind : PictureKind.values()) {
            for (int number = 0; number < PictureKind.VARIANTS; number++) {
                byte[] picture = Pictures.draw(context.seed(), kind, number);
                String sha256 = media.keep(picture, context.account(OWNER).id());
                files.put(Album.key(kind, number), new VisitOperations.File(sha256, picture.length));
            }
        }
        byte[] lost = Pictures.draw(context.seed(), PictureKind.STORE_FRONT, PictureKind.VARIANTS);
        return new Album(files, new VisitOperations.File(sha256(lost), lost.length));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
