package io.plumbline.demo;

import io.plumbline.demo.plan.Dice;
import io.plumbline.demo.plan.PictureKind;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/**
 * Draws the demo's photos: small, all different, and without a letter in them, because a machine without fonts must be
 * able to draw them too.
 */
final class Pictures {
    static final int WIDTH = 480;
    static final int HEIGHT = 360;

    private Pictures() {}

    /** JPEG bytes; the same for the same arguments on the same JDK. */
    static byte[] draw(long seed, PictureKind kind, int number) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D canvas = image.createGraphics();
        try {
            canvas.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            Dice dice = Dice.of(seed, "picture/" + kind + "/" + number);
            switch (kind) {
                case STORE_FRONT -> storeFront(canvas, dice);
                case COUNTER -> counter(canvas, dice);
                case PRICE_LIST -> priceList(canvas, dice);
                case QUEUE_TICKET -> queueTicket(canvas, dice);
                case MODEM -> modem(canvas, dice);
                case SIGNATURE -> signature(canvas, dice);
            }
        } finally {
            canvas.dispose();
        }
        return jpeg(image);
    }

    private static void storeFront(Graphics2D canvas, Dice dice) {
        background(canvas, new Color(0xbfd9ee), new Color(0xe9f1f5));
        canvas.setColor(new Color(0x8a8f94));
        canvas.fillRect(0, 290, WIDTH, 70);
        Color brand = hue(dice, 0.55f, 0.75f);
        canvas.setColor(new Color(0xd9d4cb));
        canvas.fillRect(40, 60, 400, 235);
        canvas.setColor(brand);
        canvas.fillRect(40, 72, 400, 52);
        glyphs(canvas, dice, 70, 84, 7, 30, Color.WHITE);
        for (int x = 60; x < 420; x += 95) {
            canvas.setColor(new Color(0x9fc3d4));
            canvas.fillRect(x, 145, 80, 150);
            canvas.setColor(new Color(255, 255, 255, 90));
            canvas.fillRect(x + 8, 150, 18, 140);
        }
        if (dice.chance(0.6)) {
            canvas.setColor(hue(dice, 0.6f, 0.85f));
            canvas.fillRect(65 + 95 * dice.between(0, 3), 200, 60, 80);
        }
        people(canvas, dice, 300, dice.between(0, 3));
    }

    private static void counter(Graphics2D canvas, Dice dice) {
        background(canvas, new Color(0xf3efe6), new Color(0xdedad0));
        canvas.setColor(new Color(0x6f7f8d));
        canvas.fillRect(0, 30, WIDTH, 40);
        for (int i = 0; i < 4; i++) {
            canvas.setColor(dice.chance(0.7) ? new Color(0x3c9a5f) : new Color(0xb9b9b9));
            canvas.fillRect(40 + i * 110, 38, 60, 24);
            digits(canvas, 48 + i * 110, 40, dice.between(1, 99), 10, Color.WHITE);
        }
        people(canvas, dice, 215, 4);
        canvas.setColor(hue(dice, 0.35f, 0.6f));
        canvas.fillRect(0, 215, WIDTH, 110);
        canvas.setColor(new Color(0xf7f7f4));
        canvas.fillRect(0, 205, WIDTH, 16);
        for (int i = 0; i < dice.between(1, 4); i++) {
            canvas.setColor(new Color(0x30343a));
            canvas.fillRoundRect(60 + i * 105, 165, 58, 40, 6, 6);
        }
    }

    private static void priceList(Graphics2D canvas, Dice dice) {
        background(canvas, new Color(0xcfcac0), new Color(0xb7b1a5));
        canvas.rotate((dice.unit() - 0.5) * 0.08, WIDTH / 2.0, HEIGHT / 2.0);
        canvas.setColor(new Color(0xfdfdf8));
        canvas.fillRect(110, 24, 260, 318);
        canvas.setColor(hue(dice, 0.6f, 0.7f));
        canvas.fillRect(110, 24, 260, 46);
        glyphs(canvas, dice, 140, 34, 5, 24, Color.WHITE);
        for (int row = 0; row < 8; row++) {
            int y = 86 + row * 31;
            glyphs(canvas, dice, 126, y, dice.between(3, 6), 14, new Color(0x4a4a4a));
            digits(canvas, 305, y, dice.between(19, 399), 14, new Color(0xb3261e));
            canvas.setColor(new Color(0xe3e0d8));
            canvas.fillRect(120, y + 21, 240, 1);
        }
    }

    private static void queueTicket(Graphics2D canvas, Dice dice) {
        background(canvas, new Color(0x7c8a93), new Color(0x5d6a72));
        canvas.rotate((dice.unit() - 0.5) * 0.3, WIDTH / 2.0, HEIGHT / 2.0);
        canvas.setColor(new Color(0xfbfaf5));
        canvas.fillRect(150, 40, 180, 280);
        glyphs(canvas, dice, 175, 60, 5, 20, new Color(0x333333));
        digits(canvas, 178, 120, dice.between(1, 189), 56, new Color(0x222222));
        for (int row = 0; row < 4; row++) {
            glyphs(canvas, dice, 172, 214 + row * 24, dice.between(4, 8), 12, new Color(0x666666));
        }
    }

    private static void modem(Graphics2D canvas, Dice dice) {
        background(canvas, hue(dice, 0.12f, 0.9f), hue(dice, 0.15f, 0.75f));
        canvas.setColor(new Color(0xf4f4f4));
        canvas.fillRoundRect(120, 130, 240, 110, 24, 24);
        canvas.setColor(new Color(0xcccccc));
        canvas.drawRoundRect(120, 130, 240, 110, 24, 24);
        for (int i = 0; i < 6; i++) {
            canvas.setColor(dice.chance(0.8) ? new Color(0x34b36a) : new Color(0xd05a3a));
            canvas.fillOval(150 + i * 32, 205, 10, 10);
        }
        canvas.setStroke(new BasicStroke(6f));
        canvas.setColor(new Color(0xe7d35a));
        Path2D cable = new Path2D.Double();
        cable.moveTo(340, 235);
        cable.curveTo(400, 300, dice.between(200, 420), 330, dice.between(40, 460), HEIGHT);
        canvas.draw(cable);
    }

    private static void signature(Graphics2D canvas, Dice dice) {
        canvas.setColor(Color.WHITE);
        canvas.fillRect(0, 0, WIDTH, HEIGHT);
        canvas.setColor(new Color(0x1d2b53));
        canvas.setStroke(new BasicStroke(5f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        Path2D pen = new Path2D.Double();
        pen.moveTo(70, 180);
        for (int x = 100; x < 410; x += 45) {
            pen.quadTo(x, dice.between(70, 290), x + 30, dice.between(130, 230));
        }
        canvas.draw(pen);
    }

    private static void background(Graphics2D canvas, Color top, Color bottom) {
        canvas.setPaint(new GradientPaint(0, 0, top, 0, HEIGHT, bottom));
        canvas.fillRect(0, 0, WIDTH, HEIGHT);
    }

    private static Color hue(Dice dice, float saturation, float brightness) {
        return Color.getHSBColor((float) dice.unit(), saturation, brightness);
    }

    private static void people(Graphics2D canvas, Dice dice, int feet, int count) {
        for (int i = 0; i < count; i++) {
            int x = dice.between(40, 420);
            canvas.setColor(hue(dice, 0.4f, 0.5f));
            canvas.fillRoundRect(x, feet - 70, 34, 75, 16, 16);
            canvas.setColor(new Color(0xe3bd9b));
            canvas.fillOval(x + 5, feet - 96, 24, 26);
        }
    }

    /** Blocks of strokes that look like lettering from a distance. */
    private static void glyphs(Graphics2D canvas, Dice dice, int x, int y, int count, int size, Color colour) {
        canvas.setColor(colour);
        int stroke = Math.max(2, size / 8);
        for (int i = 0; i < count; i++) {
            int left = x + i * (size + size / 3);
            for (int line = 0; line < 3; line++) {
                canvas.fillRect(left, y + line * size * 2 / 5, size * dice.between(6, 10) / 10, stroke);
            }
            canvas.fillRect(left + size * dice.between(2, 7) / 10, y, stroke, size);
        }
    }

    /** Figures as on a seven-segment display. */
    private static void digits(Graphics2D canvas, int x, int y, int number, int size, Color colour) {
        canvas.setColor(colour);
        int[] segments = {0x77, 0x24, 0x5d, 0x6d, 0x2e, 0x6b, 0x7b, 0x25, 0x7f, 0x6f};
        int left = x;
        int stroke = Math.max(2, size / 7);
        int width = size * 3 / 5;
        for (char digit : String.valueOf(number).toCharArray()) {
            int lit = segments[digit - '0'];
            int[][] bars = {
                {left, y, width, stroke},
                {left, y, stroke, size / 2},
                {left + width - stroke, y, stroke, size / 2},
                {left, y + size / 2, width, stroke},
                {left, y + size / 2, stroke, size / 2},
                {left + width - stroke, y + size / 2, stroke, size / 2},
                {left, y + size, width, stroke}
            };
            for (int bar = 0; bar < bars.length; bar++) {
                if ((lit & (1 << bar)) != 0) {
                    canvas.fillRect(bars[bar][0], bars[bar][1], bars[bar][2], bars[bar][3]);
                }
            }
            left += width + stroke * 2;
        }
    }

    private static byte[] jpeg(BufferedImage image) {
        // Kept in memory: the default cache is a file in the system's temporary directory.
        ImageIO.setUseCache(false);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "jpg", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
