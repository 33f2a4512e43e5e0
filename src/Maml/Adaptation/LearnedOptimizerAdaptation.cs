using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>A net that adapts by a learned rule: an LSTM whose cell state is the net's parameters, c_t = f_t c_(t-1) - i_t grad L(c_(t-1)),
/// one and the same for all parameters.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// <para>f_t = sigmoid(W_f [r_t, c_(t-1), f_(t-1)] + b_f), i_t = sigmoid(W_i [r_t, c_(t-1), i_(t-1)] + b_i), element by element, with f_0 =
/// 1 and i_0 = 0. r_t is what is read of gradient and loss: each x as (log |x| / p, sign x) where |x| is e^-p or more, and as (-1, e^p x)
/// below, with p = 10, so that sizes of all orders of magnitude are told apart; or the state of an LSTM that reads these four numbers. Both
/// pieces are continuous at e^-p, where the derivatives have a kink.</para>
/// <para>Meta-parameters: <c>net.*</c>, the start; <c>optimizer.forget.*</c>, <c>optimizer.input.*</c>, and <c>optimizer.read.*</c> of the
/// LSTM that reads. x: <c>net.*</c>; <c>gates.forget</c> and <c>gates.input</c>, [tasks, parameters], and the state of the reader. Cost:
/// for each parameter and step some 16 operations, with a reader of h features 8 h (4 + h). Source: Ravi and Larochelle, Optimization as a
/// model for few-shot learning, 2017, section 3 and appendix A; the start of the gates is not told there.</para>
/// </remarks>
public sealed class LearnedOptimizerAdaptation<T> : NetAdaptation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string OptimizerPart = "optimizer";
    private const string ForgetGate = "forget";
    private const string InputGate = "input";
    private const string Reader = "read";
    private const string Gates = "gates";
    private const string Hidden = "hidden";
    private const string Cell = "cell";

    private const double P = 10;
    private const int NumbersRead = 4;

    // f = 0.993: nearly all is kept.
    private const double ForgetBias = 5;
    private const double WeightBound = 0.01;

    private readonly Linear<T> _forget;
    private readonly Linear<T> _input;
    private readonly Lstm<T>? _reader;
    private readonly MetaPart<T>[] _parts;
    private readonly string _ownDescription;

    /// <summary>Describes the adaptation.</summary>
    /// <param name="net">The net.</param>
    /// <param name="loss">The loss, on support and query sets.</param>
    /// <param name="stepSize">How large input gates are at the start, and so the steps; above 0 and below 1.</param>
    /// <param name="hidden">How many features the LSTM has that reads gradients and losses; 0 for none, where the gates read them
    /// themselves.</param>
    /// <param name="adapts">Which parameters adapt; by default all.</param>
    /// <param name="batch">How many support examples each inner step sees, going round the set; all by default.</param>
    public LearnedOptimizerAdaptation(
        Module<T> net, LossFunction<T> loss, double stepSize = 0.01, int hidden = 0, Selection? adapts = null, int? batch = null)
        : base(net, loss, StepSizes<T>.Constant(0), adapts: adapts, batch: batch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(hidden);
        if (!(stepSize > 0 && stepSize < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(stepSize),
                FormattableString.Invariant($"A gate is above 0 and below 1, and so the size of the first steps, got {stepSize}."));
        }

        _reader = hidden > 0 ? new(NumbersRead, hidden) : null;
        _forget = Gate(ForgetBias);
        _input = Gate(Math.Log(stepSize / (1 - stepSize)));
        _parts =
        [
            .. base.Parts,
            new(
                OptimizerPart,
                [.. Named(ForgetGate, _forget), .. Named(InputGate, _input), .. _reader is null ? [] : Named(Reader, _reader)]),
        ];
        string batches = batch?.ToString(CultureInfo.InvariantCulture) ?? "all";
        _ownDescription = string.Create(
            CultureInfo.InvariantCulture,
            $"{net.Description}; loss {Nn.Loss.DescriptionOf(loss)}; learned optimizer from {stepSize:R} reader {hidden}, adapts " +
                $"{Adapts.Description}, batch {batches}");
    }

    /// <inheritdoc/>
    public override string Description => _ownDescription;

    /// <inheritdoc/>
    public override IReadOnlyList<MetaPart<T>> Parts => _parts;

    /// <inheritdoc/>
    public override Variables<T> Start(Variables<T> meta, Episode<T> episode)
    {
        Variables<T> start = base.Start(meta, episode);
        Tape<T> tape = episode.Tape;
        int count = FlatMembers.Of(start.Under(NetPart)).Shape[1];
        List<KeyValuePair<string, Variable<T>>> gates =
        [
            KeyValuePair.Create(ForgetGate, tape.Ones([episode.Tasks, count])),
            KeyValuePair.Create(InputGate, tape.Zeros([episode.Tasks, count])),
        ];
        if (_reader is { } reader)
        {
            gates.Add(KeyValuePair.Create(Hidden, tape.Zeros([episode.Tasks, 1, count, reader.Hidden])));
            gates.Add(KeyValuePair.Create(Cell, tape.Zeros([episode.Tasks, 1, count, reader.Hidden])));
        }

        return start.Concat(new Variables<T>(gates).Prefixed(Gates));
    }

    /// <inheritdoc/>
    public override Variables<T> Update(Variables<T> x, Variables<T> gradient, Variables<T> meta, InnerStep<T> at)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(gradient);
        ArgumentNullException.ThrowIfNull(meta);
        ArgumentNullException.ThrowIfNull(at);
        Variables<T> theta = x.Under(NetPart);
        Variable<T> before = FlatMembers.Of(theta);
        Variable<T> slope = FlatMembers.Of(gradient.Under(NetPart));
        (Variable<T> sizes, Variable<T> signs) = Told(slope);
        (Variable<T> lossSizes, Variable<T> lossSigns) = Told(at.Loss.InsertAxis(-1));
        Shape shape = before.Shape;
        Variable<T> read = Variable.Stack<T>([sizes, signs, lossSizes.BroadcastTo(shape), lossSigns.BroadcastTo(shape)], 2);
        Variables<T> own = meta.Under(OptimizerPart);
        Variables<T> gates = x.Under(Gates);
        List<KeyValuePair<string, Variable<T>>> state = [];
        if (_reader is { } reader)
        {
            (Variable<T> output, (Variable<T> hidden, Variable<T> cell)) =
                reader.Run(own.Under(Reader), read.InsertAxis(2), (gates[Hidden], gates[Cell]));
            read = output.Reshape([shape[0], shape[1], reader.Hidden]);
            state = [KeyValuePair.Create(Hidden, hidden), KeyValuePair.Create(Cell, cell)];
        }

        Variable<T> GateOf(Linear<T> gate, string name)
            => gate.Forward(own.Under(name), Variable.Concatenate<T>([read, before.InsertAxis(2), gates[name].InsertAxis(2)], 2))
                .Reshape(shape).Sigmoid();
        Variable<T> forget = GateOf(_forget, ForgetGate);
        Variable<T> input = GateOf(_input, InputGate);
        Variable<T> after = (forget * before) - (input * slope);
        return FlatMembers.Like(after, theta).Prefixed(NetPart)
            .Concat(x.Under(StatisticsPart).Prefixed(StatisticsPart))
            .Concat(
                new Variables<T>([KeyValuePair.Create(ForgetGate, forget), KeyValuePair.Create(InputGate, input), .. state])
                    .Prefixed(Gates));
    }

    // Two numbers for one, of all its orders of magnitude.
    private static (Variable<T> Size, Variable<T> Sign) Told(Variable<T> value)
    {
        Tape<T> tape = value.Tape;
        Variable<T> size = value.Abs();
        Variable<T> great = size.GreaterOrEqual(tape.Constant(T.CreateChecked(Math.Exp(-P))));
        Variable<T> ones = tape.Ones(value.Shape);

        // Where the other piece holds the logarithm is that of 1, whose derivatives are finite.
        Variable<T> log = T.CreateChecked(1 / P) * Variable.Where(great, size, ones).Log();
        return (Variable.Where(great, log, -ones), Variable.Where(great, value.Sign(), T.CreateChecked(Math.Exp(P)) * value));
    }

    private static IEnumerable<ParameterSpecification<T>> Named(string name, Module<T> module)
        => module.Parameters.Select(parameter => parameter with { Name = $"{name}.{parameter.Name}" });

    // What is read, the parameter and the gate before.
    private Linear<T> Gate(double bias) => new(
        (_reader?.Hidden ?? NumbersRead) + 2,
        1,
        weightInitializer: Initializers.Uniform<T>(-WeightBound, WeightBound),
        biasInitializer: Initializers.Constant(T.CreateChecked(bias)));
}
