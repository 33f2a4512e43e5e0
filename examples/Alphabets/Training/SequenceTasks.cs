using System.Globalization;
using AutogradMaml.Autograd;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Alphabets;

/// <summary>Tasks of several alphabets that are learned one after another: the support set holds one drawing of each character, alphabet by
/// alphabet, those of an alphabet as often as there are inner steps on it; the query set holds another drawing of each.</summary>
/// <remarks>Inputs are [examples, 1, height, width], targets [examples] class numbers from 0 to alphabets x characters - 1, which are drawn
/// for each task: neither place nor alphabet tells a label. With an inner batch of as many examples as an alphabet has characters, step k
/// is on alphabet k / steps.</remarks>
internal sealed class SequenceTasks : ITaskDistribution<float>
{
    private readonly AlphabetSet _set;
    private readonly Preset _preset;
    private readonly bool _mixed;
    private readonly int? _only;
    private readonly int _support;
    private readonly int _queries;
    private readonly TaskLayout _layout;

    /// <summary>Describes the tasks.</summary>
    /// <param name="set">The alphabets to draw from.</param>
    /// <param name="preset">How many alphabets, characters of each, and steps on each.</param>
    /// <param name="mixed">Whether the same drawings come in another order: each step is on characters of all alphabets, and after all
    /// steps each drawing was seen as often.</param>
    /// <param name="learned">Of how many alphabets, from the first, the support set holds the characters; of all when null.</param>
    /// <param name="only">Of which alphabet alone the queries are, by its place in the sequence; of all when null.</param>
    /// <exception cref="UsageException">There are too few alphabets.</exception>
    public SequenceTasks(AlphabetSet set, Preset preset, bool mixed = false, int? learned = null, int? only = null)
    {
        if (set.Alphabets.Count < preset.Alphabets)
        {
            throw new UsageException(
                $"--data: '{set.Set.Name}' has {set.Alphabets.Count} alphabets of {preset.Characters} characters or more, fewer than the " +
                    $"{preset.Alphabets} of a task; name the whole of Omniglot.");
        }

        (_set, _preset, _mixed, _only) = (set, preset, mixed, only);
        int alphabets = learned ?? preset.Alphabets;
        _support = alphabets * preset.Characters * preset.StepsEach;
        _queries = only is null ? preset.Ways : preset.Characters;
        _layout = new(
            (EpisodeNames.SupportInputs, [_support, set.Set.Channels, set.Set.Height, set.Set.Width]),
            (EpisodeNames.SupportTargets, [_support]),
            (EpisodeNames.QueryInputs, [_queries, set.Set.Channels, set.Set.Height, set.Set.Width]),
            (EpisodeNames.QueryTargets, [_queries]));
        Description = string.Create(
            CultureInfo.InvariantCulture,
            $"{set.Set} (sha256 {set.Set.ComputeChecksum()[..16]}), {preset.Alphabets} alphabets" +
                $"{(mixed ? " mixed" : " one after another")}, {preset.Characters} " +
                $"characters and {preset.StepsEach} steps each, learned {alphabets}, queries of " +
                $"{(only is { } place ? place.ToString(CultureInfo.InvariantCulture) : "all")}");
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public TaskLayout LayoutOf(TaskNumber task) => _layout;

    /// <inheritdoc/>
    public void Draw(TaskNumber task, TaskArrays<float> arrays)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        Span<int> alphabets = Shuffled(
            arrays.Stream(task.Seed, "alphabets", task.Index), arrays.Numbers("alphabets", _set.Alphabets.Count));
        Span<int> labels = Shuffled(arrays.Stream(task.Seed, "labels", task.Index), arrays.Numbers("labels", _preset.Ways));
        Span<int> classes = arrays.Numbers("classes", _preset.Ways);
        RandomStream characters = arrays.Stream(task.Seed, "characters", task.Index);
        for (int place = 0; place < _preset.Alphabets; place++)
        {
            int[] alphabet = _set.Alphabets[alphabets[place]];
            Span<int> order = Shuffled(characters, arrays.Numbers("order", alphabet.Length));
            for (int k = 0; k < _preset.Characters; k++)
            {
                classes[(place * _preset.Characters) + k] = alphabet[order[k]];
            }
        }

        for (int k = 0; k < _support; k++)
        {
            Write(task, arrays, classes, labels, k, SupportPlace(k), isQuery: false);
        }

        for (int k = 0; k < _queries; k++)
        {
            Write(task, arrays, classes, labels, k, ((_only ?? 0) * _preset.Characters) + k, isQuery: true);
        }
    }

    // Which of the task's characters example k is of. In the mixed order they go round, one of each alphabet after the other.
    private int SupportPlace(int k)
    {
        if (!_mixed)
        {
            int each = _preset.Characters * _preset.StepsEach;
            return (k / each * _preset.Characters) + (k % _preset.Characters);
        }

        int round = k % _preset.Ways;
        return (round % _preset.Alphabets * _preset.Characters) + (round / _preset.Alphabets);
    }

    private void Write(
        TaskNumber task, TaskArrays<float> arrays, ReadOnlySpan<int> classes, ReadOnlySpan<int> labels, int example, int place,
        bool isQuery)
    {
        int length = _set.Set.ImageLength;
        int drawings = _set.Set.DrawingsOf(classes[place]);
        int support = arrays.Stream(task.SupportSeed, "support drawing", task.Index, place).NextInt32(drawings);
        int drawing = support;
        if (isQuery)
        {
            // Any but that of the support set.
            drawing = arrays.Stream(task.QuerySeed, "query drawing", task.Index, place).NextInt32(drawings - 1);
            drawing += drawing >= support ? 1 : 0;
        }

        _set.Set.CopyTo(
            classes[place], drawing,
            arrays[isQuery ? EpisodeNames.QueryInputs : EpisodeNames.SupportInputs].Slice(example * length, length));
        arrays[isQuery ? EpisodeNames.QueryTargets : EpisodeNames.SupportTargets][example] = labels[place];
    }

    private static Span<int> Shuffled(RandomStream random, Span<int> numbers)
    {
        for (int k = 0; k < numbers.Length; k++)
        {
            numbers[k] = k;
        }

        random.Shuffle(numbers);
        return numbers;
    }
}
