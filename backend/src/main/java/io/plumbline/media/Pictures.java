package io.plumbline.media;

import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/** Draws a picture anew, smaller, and without anything of its file but what is to be seen. */
public final class Pictures {
    /** A picture of more pixels is read in steps, so that a small file cannot fill the memory. */
    private static final long PIXELS_IN_MEMORY = 16_000_000;

    private static final int WIDEST = 4_096;

    private Pictures() {}

    /**
     * The picture as JPEG, no wider than asked; never enlarged.
     *
     * @param width 1 to 4096 pixels
     */
    public static byte[] jpeg(InputStream file, int width) {
        try (ImageInputStream input = ImageIO.createImageInputStream(file)) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(input);
            if (!readers.hasNext()) {
                throw unreadable(null);
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(input, true, true);
                return encode(scaled(decode(reader), Math.min(WIDEST, Math.max(1, width))));
            } finally {
                reader.dispose();
            }
        } catch (IOException | IllegalArgumentException e) {
            throw unreadable(e);
        }
    }

    private static BufferedImage decode(ImageReader reader) throws IOException {
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        int step = 1;
        while (pixels / ((long) step * step) > PIXELS_IN_MEMORY) {
            step++;
        }
        ImageReadParam parameters = reader.getDefaultReadParam();
        parameters.setSourceSubsampling(step, step, 0, 0);
        return reader.read(0, parameters);
    }

    private static BufferedImage scaled(BufferedImage picture, int width) {
        int toWidth = Math.min(width, picture.getWidth());
        int toHeight = Math.max(1, (int) Math.round((double) picture.getHeight() * toWidth / picture.getWidth()));
        BufferedImage target = new BufferedImage(toWidth, toHeight, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = target.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(picture, 0, 0, toWidth, toHeight, Color.WHITE, null);
        graphics.dispose();
        return target;
    }

    private static byte[] encode(BufferedImage picture) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (!ImageIO.write(picture, "jpeg", out)) {
            throw new IOException("no writer for JPEG");
        }
        return out.toByteArray();
    }

    private static Problem unreadable(@Nullable Exception cause) {
        String detail = "The picture cannot be drawn.";
        return cause == null
                ? Problem.of(ProblemType.NOT_ACCEPTABLE, detail)
                : Problem.of(ProblemType.NOT_ACCEPTABLE, detail, cause);
    }
}
