/** Field work over real HTTP: devices that push, pull and upload, an office that assigns and decides. */
package io.plumbline.fieldwork;
