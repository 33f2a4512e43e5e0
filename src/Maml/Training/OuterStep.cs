using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>
/// The outer step as a program: the directions of some blocks of tasks are added in their order and divided by the number of tasks, clipped
/// if that is asked for, and given to the rule of each part. It holds the meta-parameters and the rules' states between steps. For
/// directions that come from elsewhere too.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Recorded once and then replayed: a step allocates nothing. Blocks may write where it reads (<see cref="PlaceDirection"/>) and
/// read where it writes (<see cref="PlaceMeta"/>). For one thread at a time.</remarks>
public sealed class OuterStep<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string State = "state";
    private const string StepSize = "step_size";
    private const string Norm = "norm";

    private readonly OuterRules<T> _rules;
    private readonly Workspace<T> _workspace;
    private readonly (int Input, Schedule Schedule, string? Assigned)[] _stepSizes;
    private readonly (int Input, int Output)[] _carried;
    private readonly string[] _metaNames;
    private readonly string[] _stateNames;
    private readonly int _norm;
    private readonly int _tasks;
    private T[][]? _remembered;

    /// <summary>Records the step.</summary>
    /// <param name="rules">What happens to each part.</param>
    /// <param name="meta">The meta-parameters before the first step.</param>
    /// <param name="state">The rules' states before it, as <see cref="OuterRules{T}.InitialState"/> or an earlier
    /// <see cref="StateToParameters"/> gave them.</param>
    /// <param name="blocks">How many directions are added up.</param>
    /// <param name="tasks">The number of tasks of all blocks together.</param>
    /// <exception cref="InvalidOperationException">A rule can't be replayed.</exception>
    public OuterStep(OuterRules<T> rules, Parameters<T> meta, Parameters<T> state, int blocks, int tasks)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(meta);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentOutOfRangeException.ThrowIfLessThan(blocks, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(tasks, 1);
        _rules = rules;
        _metaNames = [.. meta.Names];
        _stateNames = [.. state.Names];
        Blocks = blocks;
        using Tape<T> tape = new();
        Variables<T> metaOnTape = meta.On(tape);
        Variables<T> stateOnTape = state.On(tape);
        Variables<T>[] directions = [.. Enumerable.Range(0, blocks).Select(_ => meta.On(tape))];
        Variables<T> stepSizes = new(rules.StepSizes.Select(static entry => entry.Key)
            .Select(name => KeyValuePair.Create(name, tape.Input(T.One, name))));
        _tasks = tasks;
        Variables<T> direction = Mean(directions);
        (Variables<T> updated, Variables<T> next, Variable<T> norm) = rules.Step(metaOnTape, direction, stateOnTape, stepSizes);
        Variables<T> inputs = metaOnTape.Prefixed(EpisodeNames.Meta).Concat(stateOnTape.Prefixed(State))
            .Concat(stepSizes.Prefixed(StepSize));
        for (int block = 0; block < blocks; block++)
        {
            inputs = inputs.Concat(directions[block].Prefixed(DirectionOf(block)));
        }

        Variables<T> outputs = updated.Prefixed(EpisodeNames.Meta).Concat(next.Prefixed(State))
            .Concat(new([KeyValuePair.Create(Norm, norm)]));
        try
        {
            _workspace = tape.Compile(inputs, outputs).CreateWorkspace();
        }
        catch (ArgumentException exception)
        {
            throw new InvalidOperationException(
                $"An outer rule can't be replayed: {exception.Message} The rules are: {rules.Description}.", exception);
        }

        Program<T> program = _workspace.Program;
        _norm = program.OutputNumber(Norm);
        _stepSizes =
        [
            .. rules.StepSizes.Select(entry => (program.InputNumber($"{StepSize}.{entry.Key}"), entry.Value, rules.AssignedBy(entry.Key))),
        ];
        _carried =
        [
            .. outputs.Names.Where(static name => name != Norm).Select(name => (program.InputNumber(name), program.OutputNumber(name))),
        ];
        Load(meta, state);
    }

    /// <summary>How many directions are added up.</summary>
    public int Blocks { get; }

    /// <summary>Takes meta-parameters and states from elsewhere.</summary>
    /// <param name="meta">The meta-parameters.</param>
    /// <param name="state">The rules' states.</param>
    public void Load(Parameters<T> meta, Parameters<T> state)
    {
        ArgumentNullException.ThrowIfNull(meta);
        ArgumentNullException.ThrowIfNull(state);
        foreach (string name in _metaNames)
        {
            Tensors.CopyTo(meta[name], _workspace.Input($"{EpisodeNames.Meta}.{name}"));
        }

        foreach (string name in _stateNames)
        {
            Tensors.CopyTo(state[name], _workspace.Input($"{State}.{name}"));
        }
    }

    /// <summary>The values of a meta-parameter.</summary>
    /// <param name="parameter">Which one, in the order of the parts.</param>
    public ReadOnlySpan<T> Meta(int parameter) => _workspace.Input(parameter);

    /// <summary>The values of a meta-parameter, to be written by an outer search.</summary>
    internal Span<T> MetaToWrite(int parameter) => _workspace.Input(parameter);

    /// <summary>Where the direction of a block for one meta-parameter is to be written.</summary>
    /// <param name="block">Which block, from 0.</param>
    /// <param name="parameter">Which meta-parameter, in the order of the parts.</param>
    public Span<T> Direction(int block, int parameter) => _workspace.Input(DirectionInput(block, parameter));

    /// <summary>Lets a block's program read a meta-parameter where it stands here.</summary>
    /// <param name="parameter">Which meta-parameter.</param>
    /// <param name="reader">The block's memory.</param>
    /// <param name="input">Which of its inputs.</param>
    public void PlaceMeta(int parameter, Workspace<T> reader, int input)
    {
        ArgumentNullException.ThrowIfNull(reader);
        reader.PlaceInput(input, _workspace, parameter);
    }

    /// <summary>Lets a block's program write its direction for a meta-parameter where it is read here.</summary>
    /// <param name="block">Which block.</param>
    /// <param name="parameter">Which meta-parameter.</param>
    /// <param name="writer">The block's memory.</param>
    /// <param name="output">Which of its outputs.</param>
    /// <returns>Whether it is written there; not what no run writes by itself, such as a constant: that is the caller's to copy after each
    /// run.</returns>
    public bool PlaceDirection(int block, int parameter, Workspace<T> writer, int output)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (writer.MayPlaceOutput(output))
        {
            writer.PlaceOutput(output, _workspace, DirectionInput(block, parameter));
            return true;
        }

        return false;
    }

    /// <summary>Computes the step without taking it.</summary>
    /// <param name="iteration">The iteration, for step sizes.</param>
    /// <returns>The norm of the mean direction over what is descended by the plan's rule, before clipping.</returns>
    public double Compute(long iteration)
    {
        foreach ((int input, Schedule schedule, string? assigned) in _stepSizes)
        {
            double size = schedule.At(iteration);
            if (!(size >= 0 && double.IsFinite(size)))
            {
                throw new InvalidOperationException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The outer step size of iteration {iteration} must be finite and 0 or more, got {size} from the schedule " +
                            $"'{schedule.Description}'."));
            }

            if (assigned is not null && size > 1)
            {
                throw new InvalidOperationException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The part '{assigned}' is assigned with a rate from 0 to 1, got {size} in iteration {iteration} from the schedule " +
                        $"'{schedule.Description}': it would overshoot what the tasks assign."));
            }

            _workspace.Input(input)[0] = T.CreateChecked(size);
        }

        _workspace.Run();
        return double.CreateChecked(_workspace.Output(_norm)[0]);
    }

    /// <summary>Whether meta-parameters and states after the computed step are all finite.</summary>
    public bool IsFinite => AreFinite(static (workspace, carried) => workspace.Output(carried.Output));

    /// <summary>Whether meta-parameters and states as they stand are all finite.</summary>
    internal bool IsCarriedFinite => AreFinite(static (workspace, carried) => workspace.Input(carried.Input));

    /// <summary>A number that is almost surely another where meta-parameters or states differ in a bit; FNV-1a over their
    /// bytes.</summary>
    internal ulong Fingerprint()
    {
        ulong hash = 0;
        foreach ((int input, _) in _carried)
        {
            foreach (byte part in MemoryMarshal.AsBytes(_workspace.Input(input)))
            {
                hash = (hash ^ part) * 0x100000001b3;
            }
        }

        return hash;
    }

    /// <summary>Remembers meta-parameters and states as they stand.</summary>
    internal void Remember()
    {
        _remembered ??= [.. _carried.Select(entry => new T[_workspace.Input(entry.Input).Length])];
        for (int k = 0; k < _carried.Length; k++)
        {
            _workspace.Input(_carried[k].Input).CopyTo(_remembered[k]);
        }
    }

    /// <summary>Goes back to what was remembered.</summary>
    internal void GoBack()
    {
        for (int k = 0; k < _carried.Length; k++)
        {
            _remembered![k].CopyTo(_workspace.Input(_carried[k].Input));
        }
    }

    /// <summary>Takes the computed step.</summary>
    public void Take()
    {
        foreach ((int input, int output) in _carried)
        {
            _workspace.Output(output).CopyTo(_workspace.Input(input));
        }
    }

    /// <summary>A copy of the meta-parameters.</summary>
    public Parameters<T> MetaToParameters() => Copy(EpisodeNames.Meta, _metaNames);

    /// <summary>A copy of the rules' states.</summary>
    public Parameters<T> StateToParameters() => Copy(State, _stateNames);

    /// <summary>Gives the memory back; after whatever was placed here.</summary>
    public void Dispose() => _workspace.Dispose();

    /// <summary>The first operation of the step whose value is not finite, if there is one: the step is recorded anew to find it.</summary>
    internal NonFinite? FindNonFinite(long iteration)
    {
        using Tape<T> tape = new();
        Variables<T> meta = MetaToParameters().On(tape);
        Variables<T>[] directions = [.. Enumerable.Range(0, Blocks).Select(block => new Variables<T>(
            meta.Select((entry, k) => KeyValuePair.Create(entry.Key, tape.Input(Direction(block, k), entry.Value.Shape)))))];
        _rules.Step(
            meta,
            Mean(directions),
            StateToParameters().On(tape),
            new(_rules.StepSizes.Select(entry => KeyValuePair.Create(entry.Key, tape.Input(T.CreateChecked(entry.Value.At(iteration)))))));
        return tape.FindNonFinite();
    }

    private bool AreFinite(Func<Workspace<T>, (int Input, int Output), ReadOnlySpan<T>> read)
    {
        foreach ((int Input, int Output) carried in _carried)
        {
            ReadOnlySpan<T> values = read(_workspace, carried);
            if (!values.IsEmpty && !System.Numerics.Tensors.TensorPrimitives.IsFiniteAll(values))
            {
                return false;
            }
        }

        return true;
    }

    // In the order of the blocks, and so of the tasks.
    private Variables<T> Mean(Variables<T>[] directions)
        => (T.One / T.CreateChecked(_tasks)) * directions.Aggregate(static (sum, next) => sum + next);

    private static string DirectionOf(int block) => FormattableString.Invariant($"{EpisodeNames.Direction}.{block}");

    private int DirectionInput(int block, int parameter)
        => _metaNames.Length + _stateNames.Length + _stepSizes.Length + (block * _metaNames.Length) + parameter;

    private Parameters<T> Copy(string prefix, string[] names)
        => new(names.Select(name =>
        {
            int input = _workspace.Program.InputNumber($"{prefix}.{name}");
            return KeyValuePair.Create(name, Tensors.Create<T>(_workspace.Input(input), _workspace.Program.InputShape(input)));
        }));
}
