using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Data;

namespace AutogradMaml.Maml;

/// <summary>Episodes of few-shot classification: N classes drawn from a set, K drawings of each to adapt on and Q others to judge
/// by.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// Inputs are [examples, channels, height, width], from 0 to 1; targets are [examples] class numbers, 0 to ways - 1. Examples come in
/// rounds: example k has the class k % ways, so the first <c>ways</c> examples, and any other such run, hold each class once. Classes are
/// drawn without replacement, and a class's number is its place in the draw; drawings are drawn without replacement, so support and query
/// never share one. With more shots the same task keeps its classes, its query set and its first shots. Another draw of the support set is
/// beside the same query set, and another of the query set beside the same support set. Cost of a task: a pass over its pixels and a few
/// random numbers, a millisecond or less for a meta-batch of the published 1-shot settings, so nothing is read ahead. Augmentations are
/// decorators, <see cref="AffineImages.Affine"/>, <see cref="TurnedClasses.Turned"/> and <see cref="ShuffledSupport.Shuffled"/> for
/// instance. Source: Vinyals et al., Matching networks for one shot learning, 2016.
/// </remarks>
public sealed class ImageEpisodes<T> : ITaskDistribution<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly string _checksum;
    private readonly TaskLayout _layout;
    private readonly ClassDraw _draw;
    private readonly bool _onePersonEach;
    private readonly string _words;

    /// <summary>Describes the distribution.</summary>
    /// <param name="set">The classes to draw from.</param>
    /// <param name="ways">The number of classes of a task, N.</param>
    /// <param name="shots">The number of support examples of each class, K.</param>
    /// <param name="queries">The number of query examples of each class, Q.</param>
    /// <param name="classes">Which classes come together in a task; by default any.</param>
    /// <param name="onePersonEach">Whether each round of examples is by one person, another for each: of all classes of a task the drawing
    /// of the same number is taken. For sets in which drawings of one number are by one person, as those of an alphabet of
    /// Omniglot.</param>
    /// <exception cref="ArgumentException">The set has too few classes, or one of its classes too few drawings, or, with one person each,
    /// classes have different numbers of them.</exception>
    public ImageEpisodes(ImageSet set, int ways, int shots, int queries, ClassChoice? classes = null, bool onePersonEach = false)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentOutOfRangeException.ThrowIfLessThan(ways, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(shots, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(queries, 1);
        if (ways > set.ClassCount)
        {
            throw new ArgumentException(
                $"Tasks of {ways} classes can't be drawn from '{set.Name}', which has {set.ClassCount}: ask for fewer ways.", nameof(ways));
        }

        for (int k = 0; k < set.ClassCount; k++)
        {
            if (set.DrawingsOf(k) < (long)shots + queries)
            {
                throw new ArgumentException(
                    $"{shots} shots and {queries} queries need {(long)shots + queries} drawings of each class; '{set.ClassName(k)}' of " +
                        $"'{set.Name}' has {set.DrawingsOf(k)}: ask for fewer, or leave the class out.",
                    nameof(shots));
            }
        }

        if (onePersonEach
            && Enumerable.Range(0, set.ClassCount).FirstOrDefault(k => set.DrawingsOf(k) != set.DrawingsOf(0)) is > 0 and int other)
        {
            throw new ArgumentException(
                $"Rounds of one person each take sets in which all classes are drawn by the same persons; '{set.ClassName(0)}' has " +
                    $"{set.DrawingsOf(0)} drawings and '{set.ClassName(other)}' {set.DrawingsOf(other)}: leave {nameof(onePersonEach)} " +
                    "out, or one of them.",
                nameof(onePersonEach));
        }

        (Set, Ways, Shots, Queries) = (set, ways, shots, queries);
        _draw = (classes ?? ClassChoice.Any).Among(set, ways);
        _onePersonEach = onePersonEach;
        _words = (classes ?? ClassChoice.Any).Words + (onePersonEach ? ", one person a round" : string.Empty);
        _checksum = set.ComputeChecksum()[..16];
        _layout = TaskLayout.FewShot(shots * ways, queries * ways, input: [set.Channels, set.Height, set.Width], target: []);
    }

    /// <summary>The classes that are drawn from.</summary>
    public ImageSet Set { get; }

    /// <summary>The number of classes of a task.</summary>
    public int Ways { get; }

    /// <summary>The number of support examples of each class.</summary>
    public int Shots { get; }

    /// <summary>The number of query examples of each class.</summary>
    public int Queries { get; }

    /// <inheritdoc/>
    public string Description
        => string.Create(CultureInfo.InvariantCulture, $"{Set} (sha256 {_checksum}), ways={Ways} shots={Shots} queries={Queries}{_words}");

    /// <inheritdoc/>
    public TaskLayout LayoutOf(TaskNumber task) => _layout;

    /// <summary>Which classes and drawings a task holds.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="index">The task's number.</param>
    public ImageEpisode Draw(ulong seed, long index) => Draw(new TaskNumber(seed, index));

    /// <summary>Which classes and drawings a task holds, with whichever draws of its sets.</summary>
    /// <param name="task">The task.</param>
    public ImageEpisode Draw(TaskNumber task)
    {
        TaskBatch<T> none = new(_layout, 1);
        TaskArrays<T> arrays = new(none, new());
        var classes = new int[Ways];
        var support = new int[Shots * Ways];
        var query = new int[Queries * Ways];
        Choose(task, arrays, classes, support, query);
        return new(classes, support, query);
    }

    /// <inheritdoc/>
    public void Draw(TaskNumber task, TaskArrays<T> arrays)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        Span<int> classes = arrays.Numbers("classes", Ways);
        Span<int> support = arrays.Numbers("support", Shots * Ways);
        Span<int> query = arrays.Numbers("query", Queries * Ways);
        Choose(task, arrays, classes, support, query);
        Write(arrays, EpisodeNames.SupportInputs, EpisodeNames.SupportTargets, classes, support);
        Write(arrays, EpisodeNames.QueryInputs, EpisodeNames.QueryTargets, classes, query);
    }

    private void Choose(TaskNumber task, TaskArrays<T> arrays, Span<int> classes, Span<int> support, Span<int> query)
    {
        _draw.Draw(arrays.Stream(task.Seed, "episode classes", task.Index), classes, arrays);
        for (int way = 0; way < Ways; way++)
        {
            int count = Set.DrawingsOf(classes[way]);
            Span<int> left = arrays.Numbers("left", count);
            for (int k = 0; k < count; k++)
            {
                left[k] = k;
            }

            // With one person for all classes of a round, each class draws the same numbers.
            int person = _onePersonEach ? 0 : way;

            // The query set first, so that it does not depend on the number of shots; each drawing taken is replaced by the last that is
            // left.
            Take(arrays.Stream(task.Seed, "episode query", task.Index, person), left, ref count, query, way, Queries);
            Take(arrays.Stream(task.SupportSeed, "episode support", task.Index, person), left, ref count, support, way, Shots);
            if (task.QueryDraw != 0)
            {
                // Another query set of the same support set is drawn from all that this leaves, those of the first among them.
                LeaveOut(support, way, left, out count);
                Take(arrays.Stream(task.QuerySeed, "episode query", task.Index, person), left, ref count, query, way, Queries);
            }
        }
    }

    // All drawings of a class but those of the support set, in ascending order.
    private void LeaveOut(ReadOnlySpan<int> support, int way, Span<int> left, out int count)
    {
        count = 0;
        for (int drawing = 0; drawing < left.Length; drawing++)
        {
            bool taken = false;
            for (int round = 0; round < Shots && !taken; round++)
            {
                taken = support[(round * Ways) + way] == drawing;
            }

            if (!taken)
            {
                left[count++] = drawing;
            }
        }
    }

    private void Take(RandomStream random, Span<int> left, ref int count, Span<int> taken, int way, int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            int place = random.NextInt32(count);
            taken[(round * Ways) + way] = left[place];
            left[place] = left[--count];
        }
    }

    private void Write(TaskArrays<T> arrays, string inputs, string targets, ReadOnlySpan<int> classes, ReadOnlySpan<int> drawings)
    {
        int length = Set.ImageLength;
        Span<T> images = arrays[inputs];
        Span<T> labels = arrays[targets];
        for (int k = 0; k < drawings.Length; k++)
        {
            Set.CopyTo(classes[k % Ways], drawings[k], images.Slice(k * length, length));
            labels[k] = T.CreateChecked(k % Ways);
        }
    }
}
