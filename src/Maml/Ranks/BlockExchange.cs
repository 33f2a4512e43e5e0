using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace AutogradMaml.Maml;

/// <summary>Lets each rank compute its share of a training's blocks and have what the others computed: directions, losses, measures and
/// answers to an outer search lie afterwards where they would lie if this rank had computed them. What failed on one rank is thrown on
/// all.</summary>
/// <remarks>An exchange copies what the blocks left behind into one message, gathers, and copies out what is of others; it allocates
/// nothing once the names of all measures are known.</remarks>
internal sealed class BlockExchange<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int MeasureLength = sizeof(double) + sizeof(long);
    private const char Separator = '\0';

    private readonly ICommunicator _ranks;
    private readonly BlockRunner<T>[] _blocks;
    private readonly OuterStep<T> _outer;
    private readonly int _metaCount;
    private readonly int _length;
    private readonly int[] _lengths;
    private readonly BlockOutcome[] _outcomes;
    private readonly int[] _named;
    private readonly int[] _told;
    private readonly Dictionary<int, byte[]> _messages = [];
    private byte[] _message = [];
    private int _measures;

    /// <summary>Makes the exchange of a training.</summary>
    /// <param name="ranks">What connects the ranks.</param>
    /// <param name="blocks">All blocks, those of others too.</param>
    /// <param name="outer">The outer step, which reads the directions.</param>
    /// <param name="lengths">The numbers of elements of the meta-parameters.</param>
    public BlockExchange(ICommunicator ranks, BlockRunner<T>[] blocks, OuterStep<T> outer, int[] lengths)
    {
        (_ranks, _blocks, _outer, _metaCount, _length) = (ranks, blocks, outer, lengths.Length, lengths.Sum());
        long bytes = (long)blocks.Length * _length * Unsafe.SizeOf<T>();
        if (bytes > Array.MaxLength)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"The directions of {blocks.Length} blocks of {_length} meta-parameters make {bytes} bytes in an iteration, and ranks ") +
                FormattableString.Invariant($"gather at most {Array.MaxLength}. Give the plan fewer blocks: a greater ") +
                $"{nameof(TrainingPlan<T>.TasksPerBlock)}.");
        }

        _lengths = new int[ranks.Size];
        _outcomes = new BlockOutcome[blocks.Length];
        _named = new int[blocks.Length];
        _told = new int[blocks.Length];
    }

    /// <summary>The first of this rank's blocks.</summary>
    public int First => FirstOf(_ranks.Rank);

    /// <summary>The one behind its last.</summary>
    public int End => FirstOf(_ranks.Rank + 1);

    /// <summary>Whether a rank was asked to stop when the last iteration began.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Whether losses and direction of a block are all finite.</summary>
    public bool IsFinite(int block) => _outcomes[block] == BlockOutcome.Finite;

    /// <summary>Exchanges what an iteration's blocks left behind.</summary>
    /// <param name="errors">What this rank's blocks threw, by block.</param>
    /// <param name="stops">Whether this rank was asked to stop.</param>
    /// <param name="meanwhile">What this rank may do while the others' are on their way.</param>
    /// <exception cref="RankFailedException">A block failed, here or elsewhere.</exception>
    public void Exchange(ReadOnlySpan<ExceptionDispatchInfo?> errors, bool stops, Func<bool> meanwhile)
    {
        // The measures that a block tells are known when it has run: where there are more than the message has room for, it is sent once
        // more.
        bool isWhole;
        do
        {
            LayIteration();
            PartCursor own = new(Own());
            own.Write(stops);
            for (int block = First; block < End; block++)
            {
                WriteIteration(ref own, block, errors[block] is not null);
            }

            _ranks.Gather(_message, _lengths, meanwhile);
            int most = ReadIteration();
            isWhole = most <= _measures;
            _measures = Math.Max(_measures, most);
        }
        while (!isWhole);

        Throw(errors);
        if (!_told.AsSpan().SequenceEqual(_named))
        {
            ExchangeNames();
        }

        ReadMeasures();
    }

    /// <summary>Exchanges the answers to a question of an outer search.</summary>
    /// <param name="question">The question.</param>
    /// <param name="every">Of how many blocks one was asked.</param>
    /// <param name="errors">What this rank's blocks threw.</param>
    /// <exception cref="RankFailedException">A block failed, here or elsewhere.</exception>
    public void Exchange(OuterQuestion question, int every, ReadOnlySpan<ExceptionDispatchInfo?> errors)
    {
        _lengths.AsSpan().Clear();
        for (int block = 0; block < _blocks.Length; block += every)
        {
            _lengths[RankShare.RankOf(block, _ranks.Size, _blocks.Length)] += AnswerLength(question, block);
        }

        Fit();
        PartCursor own = new(Own());
        for (int block = 0; block < _blocks.Length; block += every)
        {
            if (IsOwn(block))
            {
                own.Write(errors[block] is null ? BlockOutcome.Finite : BlockOutcome.Failed);
                WriteAnswer(ref own, question, _blocks[block].Answer!);
            }
        }

        _ranks.Gather(_message, _lengths);
        PartCursor all = new(_message);
        for (int block = 0; block < _blocks.Length; block += every)
        {
            _outcomes[block] = all.Read<BlockOutcome>();
            ReadAnswer(ref all, question, _blocks[block].Answer!);
        }

        Throw(errors);
    }

    private int FirstOf(int rank) => RankShare.First(rank, _ranks.Size, _blocks.Length);

    private bool IsOwn(int block) => block >= First && block < End;

    // Whether it stops, then each of its blocks: outcome, number of measures, losses, direction, measures.
    private void LayIteration()
    {
        for (int rank = 0; rank < _lengths.Length; rank++)
        {
            _lengths[rank] = sizeof(bool);
            for (int block = FirstOf(rank); block < FirstOf(rank + 1); block++)
            {
                _lengths[rank] = checked(_lengths[rank] + sizeof(BlockOutcome) + sizeof(int)
                    + ((_blocks[block].Losses.Length + _length) * Unsafe.SizeOf<T>()) + (_measures * MeasureLength));
            }
        }

        Fit();
    }

    private int AnswerLength(OuterQuestion question, int block)
        => sizeof(BlockOutcome)
            + ((question == OuterQuestion.Judge ? 2 * _blocks[block].Losses.Length : _length) * Unsafe.SizeOf<T>());

    private void Fit()
    {
        int all = 0;
        foreach (int length in _lengths)
        {
            all = checked(all + length);
        }

        if (_message.Length != all)
        {
            _messages.TryGetValue(all, out byte[]? known);
            _messages[all] = _message = known ?? GC.AllocateUninitializedArray<byte>(all, pinned: true);
        }
    }

    private Span<byte> Own()
    {
        int start = 0;
        for (int rank = 0; rank < _ranks.Rank; rank++)
        {
            start += _lengths[rank];
        }

        return _message.AsSpan(start, _lengths[_ranks.Rank]);
    }

    private void WriteIteration(ref PartCursor own, int block, bool failed)
    {
        BlockRunner<T> runner = _blocks[block];
        own.Write(failed ? BlockOutcome.Failed : runner.IsFinite ? BlockOutcome.Finite : BlockOutcome.NonFinite);
        own.Write(runner.Measures.Count);
        own.Write<T>(runner.Losses);
        for (int k = 0; k < _metaCount; k++)
        {
            own.Write<T>(_outer.Direction(block, k));
        }

        int written = 0;
        foreach ((double sum, long tasks) in runner.Measures.Values)
        {
            if (written++ < _measures)
            {
                own.Write(sum);
                own.Write(tasks);
            }
        }

        own.Skip((_measures - Math.Min(written, _measures)) * MeasureLength);
    }

    /// <summary>Reads all but the measures.</summary>
    /// <returns>How many measures a block has at the most.</returns>
    private int ReadIteration()
    {
        PartCursor all = new(_message);
        int most = 0;
        IsStopped = false;
        for (int rank = 0; rank < _ranks.Size; rank++)
        {
            IsStopped |= all.Read<bool>();
            for (int block = FirstOf(rank); block < FirstOf(rank + 1); block++)
            {
                _outcomes[block] = all.Read<BlockOutcome>();
                _told[block] = all.Read<int>();
                most = Math.Max(most, _told[block]);
                ReadBlock(ref all, block);
                all.Skip(_measures * MeasureLength);
            }
        }

        return most;
    }

    private void ReadBlock(ref PartCursor all, int block)
    {
        if (IsOwn(block))
        {
            all.Skip((_blocks[block].Losses.Length + _length) * Unsafe.SizeOf<T>());
            return;
        }

        all.Read<T>(_blocks[block].Losses);
        for (int k = 0; k < _metaCount; k++)
        {
            all.Read(_outer.Direction(block, k));
        }
    }

    private void ReadMeasures()
    {
        PartCursor all = new(_message);
        for (int rank = 0; rank < _ranks.Size; rank++)
        {
            all.Skip(sizeof(bool));
            for (int block = FirstOf(rank); block < FirstOf(rank + 1); block++)
            {
                all.Skip(sizeof(BlockOutcome) + sizeof(int) + ((_blocks[block].Losses.Length + _length) * Unsafe.SizeOf<T>()));
                Dictionary<string, (double Sum, long Tasks)> measures = _blocks[block].Measures;
                foreach (string name in measures.Keys)
                {
                    measures[name] = (all.Read<double>(), all.Read<long>());
                }

                all.Skip((_measures - measures.Count) * MeasureLength);
            }
        }
    }

    // A block's measures are told in the order in which it met their names, and none is forgotten.
    private void ExchangeNames()
    {
        IEnumerable<string> own = _blocks[First..End].SelectMany(static block => block.Measures.Keys);
        string[] texts = _ranks.Texts(string.Concat(own.Select(static name => name + Separator)));
        for (int rank = 0; rank < _ranks.Size; rank++)
        {
            string[] names = texts[rank].Split(Separator);
            int next = 0;
            for (int block = FirstOf(rank); block < FirstOf(rank + 1); block++)
            {
                for (int k = 0; k < _told[block]; k++)
                {
                    _blocks[block].Measures.TryAdd(names[next++], default);
                }
            }
        }

        _told.CopyTo(_named, 0);
    }

    private static void WriteAnswer(ref PartCursor own, OuterQuestion question, OuterAnswer<T> answer)
    {
        if (question == OuterQuestion.Judge)
        {
            own.Write<T>(answer.Losses);
            own.Write<T>(answer.Distances);
        }
        else
        {
            own.Write<T>(answer.Sum);
        }
    }

    private static void ReadAnswer(ref PartCursor all, OuterQuestion question, OuterAnswer<T> answer)
    {
        if (question == OuterQuestion.Judge)
        {
            all.Read<T>(answer.Losses);
            all.Read<T>(answer.Distances);
        }
        else
        {
            all.Read<T>(answer.Sum);
        }
    }

    // That of the first block, so that the number of ranks does not show.
    private void Throw(ReadOnlySpan<ExceptionDispatchInfo?> errors)
    {
        int first = Array.IndexOf(_outcomes, BlockOutcome.Failed);
        if (first >= 0)
        {
            _ranks.Throw(RankShare.RankOf(first, _ranks.Size, _blocks.Length), errors[first]?.SourceException);
        }
    }
}
