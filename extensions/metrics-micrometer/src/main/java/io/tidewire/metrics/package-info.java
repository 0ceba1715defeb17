/**
 * Shows what a hub counts to Micrometer, under the names of {@link io.tidewire.HubMetric}. One jar
 * for both name spaces.
 */
@NullMarked
package io.tidewire.metrics;

import org.jspecify.annotations.NullMarked;
