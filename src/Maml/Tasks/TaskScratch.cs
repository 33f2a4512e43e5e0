using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>Streams and room for drawing tasks, kept from task to task. For one thread at a time.</summary>
internal sealed class TaskScratch
{
    private const int MostKnown = 8;

    private readonly Dictionary<string, RandomStream> _streams = new(StringComparer.Ordinal);
    private readonly List<(string Purpose, RandomStream Stream)> _known = [];
    private readonly Dictionary<string, int[]> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Array> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<TaskLayout, object> _aside = [];

    public RandomStream Stream(ulong seed, string purpose, long index, int subindex)
    {
        // Purposes are constants as a rule: then this finds their streams without reading their letters.
        foreach ((string known, RandomStream kept) in _known)
        {
            if (ReferenceEquals(known, purpose))
            {
                kept.Reopen(seed, purpose, index, subindex);
                return kept;
            }
        }

        if (_streams.TryGetValue(purpose, out RandomStream? stream))
        {
            stream.Reopen(seed, purpose, index, subindex);
            return stream;
        }

        stream = new(seed, purpose, index, subindex);
        _streams.Add(purpose, stream);
        if (_known.Count < MostKnown)
        {
            _known.Add((purpose, stream));
        }

        return stream;
    }

    public TaskArrays<T> Aside<T>(TaskLayout layout)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!_aside.TryGetValue(layout, out object? arrays))
        {
            _aside[layout] = arrays = new TaskArrays<T>(new TaskBatch<T>(layout, 1), this);
        }

        return (TaskArrays<T>)arrays;
    }

    public Span<int> Numbers(string name, int length)
    {
        if (!_numbers.TryGetValue(name, out int[]? room) || room.Length < length)
        {
            _numbers[name] = room = new int[length];
        }

        return room.AsSpan(0, length);
    }

    public Span<T> Values<T>(string name, int length)
    {
        if (!_values.TryGetValue(name, out Array? room) || room.Length < length)
        {
            _values[name] = room = new T[length];
        }

        return ((T[])room).AsSpan(0, length);
    }
}
