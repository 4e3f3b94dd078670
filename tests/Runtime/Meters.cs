// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.Metrics;

namespace SharpBpf.Runtime.Tests;

/// <summary>What the library's meter says.</summary>
internal static class Meters
{
    /// <summary>Of the map of this name, by the instrument's name; of several such maps the largest values.</summary>
    internal static Dictionary<string, long> Of(string map)
    {
        Dictionary<string, long> seen = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = static (instrument, l) =>
        {
            if (instrument.Meter.Name == "SharpBpf")
                l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            foreach (KeyValuePair<string, object?> tag in tags)
            {
                if (tag.Key == "map" && tag.Value is string name && name == map)
                    seen[instrument.Name] = Math.Max(value, seen.GetValueOrDefault(instrument.Name));
            }
        });
        listener.Start();
        listener.RecordObservableInstruments();
        return seen;
    }
}
