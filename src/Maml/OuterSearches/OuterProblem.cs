using System.Numerics;
using System.Numerics.Tensors;

namespace AutogradMaml.Maml;

/// <summary>The outer objective of an iteration as a search sees it: the mean over its tasks of loss and distance as functions of the
/// meta-parameters, which lie one behind the other in one vector. The tasks, and what calls to the host gave when the iteration began, stay
/// the same.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Each question is answered by all blocks on the training's threads and summed in task order. Once each was asked before, nothing
/// is allocated.</remarks>
public sealed class OuterProblem<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly OuterStep<T> _outer;
    private readonly BlockRunner<T>[] _blocks;
    private readonly Action<OuterQuestion> _ask;
    private readonly Func<int, string, NonFiniteTrainingException> _stop;
    private readonly T _tasks;
    private readonly int[] _lengths;
    private readonly T[] _meta;
    private readonly T[] _direction;
    private readonly List<T[]> _rooms = [];

    /// <summary>Makes the room of a training's problems.</summary>
    /// <param name="outer">The outer step.</param>
    /// <param name="blocks">The blocks.</param>
    /// <param name="ask">Asks all blocks.</param>
    /// <param name="stop">What to throw where a block, by its number, told what is not finite, in words.</param>
    /// <param name="lengths">The numbers of elements of the meta-parameters.</param>
    /// <param name="tasks">The number of tasks.</param>
    internal OuterProblem(
        OuterStep<T> outer, BlockRunner<T>[] blocks, Action<OuterQuestion> ask, Func<int, string, NonFiniteTrainingException> stop,
        int[] lengths, int tasks)
    {
        (_outer, _blocks, _ask, _stop, _lengths, _tasks) = (outer, blocks, ask, stop, lengths, T.CreateChecked(tasks));
        Length = lengths.Sum();
        _meta = new T[Length];
        _direction = new T[Length];
        Begun = new T[Length];
        Asked = new T[Length];
        Vector = new T[Length];
    }

    /// <summary>The number of meta-parameters, element by element.</summary>
    public int Length { get; }

    /// <summary>The iteration, for schedules.</summary>
    public long Iteration { get; private set; }

    /// <summary>The meta-parameters as they stand.</summary>
    public ReadOnlySpan<T> Meta => _meta;

    /// <summary>The mean direction over the tasks: the gradient of the loss where <see cref="Differentiate"/> was asked last, and at first
    /// where the iteration began.</summary>
    public ReadOnlySpan<T> Direction => _direction;

    /// <summary>The meta-parameters with which the iteration began.</summary>
    internal T[] Begun { get; }

    /// <summary>The meta-parameters that a question is about.</summary>
    internal T[] Asked { get; }

    /// <summary>Of how many blocks one is asked for a product.</summary>
    internal int EveryBlock { get; private set; } = 1;

    /// <summary>The vector that is multiplied.</summary>
    internal T[] Vector { get; }

    /// <summary>A vector to compute in, contents undefined at first; the same for the same number.</summary>
    /// <param name="number">Which one, from 0.</param>
    public Span<T> Room(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        while (_rooms.Count <= number)
        {
            _rooms.Add(new T[Length]);
        }

        return _rooms[number];
    }

    /// <summary>Mean loss and mean distance over the tasks at some meta-parameters.</summary>
    /// <param name="meta">The meta-parameters.</param>
    public (double Loss, double Distance) Judge(ReadOnlySpan<T> meta)
    {
        meta.CopyTo(Asked);
        _ask(OuterQuestion.Judge);
        (double loss, double distance, long count) = (0, 0, 0);
        foreach (BlockRunner<T> block in _blocks)
        {
            for (int task = 0; task < block.Losses.Length; task++)
            {
                loss += double.CreateChecked(block.Answer!.Losses[task]);
                distance += double.CreateChecked(block.Answer.Distances[task]);
                count++;
            }
        }

        return (loss / count, distance / count);
    }

    /// <summary>The product of the mean distance's Hessian, where the meta-parameters stand, with a vector. After they have moved it is
    /// Gauss and Newton's, if the adaptation tells what the distance goes through.</summary>
    /// <param name="vector">The vector.</param>
    /// <param name="product">The product, to be written whole.</param>
    /// <param name="everyBlock">Of how many blocks one is asked: the mean is over the tasks of blocks 0, n, 2 n...</param>
    /// <exception cref="NonFiniteTrainingException">Vector or product is not finite.</exception>
    public void Curve(ReadOnlySpan<T> vector, Span<T> product, int everyBlock = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(everyBlock, 1);
        _meta.CopyTo(Asked);
        vector.CopyTo(Vector);
        EveryBlock = everyBlock;
        _ask(OuterQuestion.Curve);
        product.Clear();
        int tasks = 0;
        for (int block = 0; block < _blocks.Length; block += everyBlock)
        {
            tasks += _blocks[block].Losses.Length;
            ReadOnlySpan<T> sum = _blocks[block].Answer!.Sum;
            for (int k = 0; k < product.Length; k++)
            {
                product[k] += sum[k];
            }
        }

        T count = T.CreateChecked(tasks);
        for (int k = 0; k < product.Length; k++)
        {
            product[k] /= count;
        }

        RequireFinite(vector, product, everyBlock);
    }

    /// <summary>Computes <see cref="Direction"/> anew, where the meta-parameters stand.</summary>
    public void Differentiate()
    {
        _meta.CopyTo(Asked);
        _ask(OuterQuestion.Differentiate);
        for (int block = 0; block < _blocks.Length; block++)
        {
            int start = 0;
            for (int parameter = 0; parameter < _lengths.Length; parameter++)
            {
                _blocks[block].Answer!.Sum.AsSpan(start, _lengths[parameter]).CopyTo(_outer.Direction(block, parameter));
                start += _lengths[parameter];
            }
        }

        ReadDirection();
    }

    /// <summary>Moves the meta-parameters.</summary>
    /// <param name="meta">Where to.</param>
    public void MoveTo(ReadOnlySpan<T> meta)
    {
        meta.CopyTo(_meta);
        int start = 0;
        for (int parameter = 0; parameter < _lengths.Length; parameter++)
        {
            _meta.AsSpan(start, _lengths[parameter]).CopyTo(_outer.MetaToWrite(parameter));
            start += _lengths[parameter];
        }
    }

    /// <summary>Moves the meta-parameters by a step of the plan's outer optimizer along <see cref="Direction"/>.</summary>
    public void Descend()
    {
        _outer.Compute(Iteration);
        _outer.Take();
        ReadMeta();
    }

    /// <summary>Begins an iteration where the outer step stands, with the directions that were written there.</summary>
    internal void Begin(long iteration)
    {
        Iteration = iteration;
        ReadMeta();
        _meta.CopyTo(Begun);
        _outer.Remember();
        ReadDirection();
    }

    // A search that compares such numbers finds none greater than another, and would go nowhere without a word.
    private void RequireFinite(ReadOnlySpan<T> vector, ReadOnlySpan<T> product, int everyBlock)
    {
        if (TensorPrimitives.IsFiniteAll(vector) && TensorPrimitives.IsFiniteAll(product))
        {
            return;
        }

        int first = 0;
        for (int block = 0; block < _blocks.Length; block += everyBlock)
        {
            if (!TensorPrimitives.IsFiniteAll<T>(_blocks[block].Answer!.Sum))
            {
                first = block;
                break;
            }
        }

        throw _stop(
            first,
            "met a product of the distance's Hessian with a vector that is not finite, in the block of tasks that starts with task " +
                $"{_blocks[first].FirstTask(Iteration)}");
    }

    private void ReadMeta()
    {
        int start = 0;
        for (int parameter = 0; parameter < _lengths.Length; parameter++)
        {
            _outer.Meta(parameter).CopyTo(_meta.AsSpan(start));
            start += _lengths[parameter];
        }
    }

    private void ReadDirection()
    {
        _direction.AsSpan().Clear();
        for (int block = 0; block < _blocks.Length; block++)
        {
            int start = 0;
            for (int parameter = 0; parameter < _lengths.Length; parameter++)
            {
                foreach (T number in _outer.Direction(block, parameter))
                {
                    _direction[start++] += number;
                }
            }
        }

        for (int k = 0; k < _direction.Length; k++)
        {
            _direction[k] /= _tasks;
        }
    }
}
