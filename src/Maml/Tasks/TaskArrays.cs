using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>The arrays of one task while it is drawn, where they are computed from, and random streams to draw from. Used again for task
/// after task: nothing is allocated once each stream was met.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class TaskArrays<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ITaskMemory<T> _memory;
    private readonly TaskScratch _scratch;

    /// <summary>Makes arrays over a memory.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="scratch">Streams and room for drawing; may be shared by those who draw one after the other.</param>
    internal TaskArrays(ITaskMemory<T> memory, TaskScratch scratch)
    {
        _memory = memory;
        _scratch = scratch;
    }

    /// <summary>The names and shapes.</summary>
    public TaskLayout Layout => _memory.Layout;

    /// <summary>Which task of the memory is drawn.</summary>
    internal int Task { get; set; }

    /// <summary>The values of an array, row by row.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="KeyNotFoundException">The layout has none of that name.</exception>
    public Span<T> this[string name] => _memory.Array(Layout.PlaceOf(name), Task);

    /// <summary>The shape of an array.</summary>
    /// <param name="name">Its name.</param>
    public Shape ShapeOf(string name) => Layout.Shapes[Layout.PlaceOf(name)];

    /// <summary>A random stream at its beginning. It is good until the next task; two of different purposes may be used at once.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="purpose">What the numbers are for.</param>
    /// <param name="index">The first number in the name.</param>
    /// <param name="subindex">The second number in the name.</param>
    public RandomStream Stream(ulong seed, string purpose, long index, int subindex = 0) => _scratch.Stream(seed, purpose, index, subindex);

    /// <summary>Room for whole numbers, contents undefined, until the next call with that name.</summary>
    /// <param name="name">What it is for.</param>
    /// <param name="length">How many.</param>
    public Span<int> Numbers(string name, int length) => _scratch.Numbers(name, length);

    /// <summary>Room for values, contents undefined, until the next call with that name.</summary>
    /// <param name="name">What it is for.</param>
    /// <param name="length">How many.</param>
    public Span<T> Values(string name, int length) => _scratch.Values<T>(name, length);

    /// <summary>Arrays of another layout to draw into, contents undefined, until the next call with that layout: for a decorator whose
    /// tasks have other arrays than those that it decorates.</summary>
    /// <param name="layout">The layout, another than this one.</param>
    internal TaskArrays<T> Aside(TaskLayout layout) => _scratch.Aside<T>(layout);

    /// <summary>Room for numbers in double precision, contents undefined, until the next call.</summary>
    internal Span<double> Doubles(int length) => _scratch.Values<double>("doubles of a task", length);
}

/// <summary>Where the arrays of some tasks lie.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal interface ITaskMemory<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The names and shapes.</summary>
    TaskLayout Layout { get; }

    /// <summary>The values of an array of one task.</summary>
    Span<T> Array(int array, int task);

    /// <summary>Says who a task is.</summary>
    void SetKey(int task, ulong seed, long iteration, long number);
}
