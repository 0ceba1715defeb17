/**
 * Turns CDI events into messages on topics: through an injected event ({@link
 * io.tidewire.cdi.Push}), by their class ({@link io.tidewire.cdi.PushEvent}) or through the
 * injected {@link io.tidewire.Hub}. Methods of beans say who may subscribe ({@link
 * io.tidewire.cdi.AllowSubscribe}) and publish ({@link io.tidewire.cdi.AllowPublish}), and handle
 * what clients send ({@link io.tidewire.cdi.Received}).
 *
 * <p>An application uses the annotations; the other public types are public for the container
 * alone.
 */
@NullMarked
package io.tidewire.cdi;

import org.jspecify.annotations.NullMarked;
