namespace AutogradMaml.Autograd.Checking;

/// <summary>The check of one order of derivative.</summary>
internal sealed class OrderCheck(CheckedFunction function, int order, GradientCheckOptions options)
{
    // Of many numbers that fail, the worst are looked at more closely.
    private const int MostSweeps = 16;

    private readonly List<InputAgreement> _inputs = [];
    private readonly List<string> _notes = [];
    private readonly double _relativeTolerance = options.Tolerance is { } given
        ? given * Math.Pow(10, order - 1)
        : Precisions.Tolerance(function.Precision, order);

    public IReadOnlyList<InputAgreement> Inputs => _inputs;

    public IReadOnlyList<string> Notes => _notes;

    public OrderOutcome Run()
    {
        double[] point = function.Point;
        double[] values = function.Gradient(point, order, out double value);
        if (function.Refusal is { } refusal)
        {
            return new(order == 1 ? GradientVerdict.WrongRule : Wrong(), $"The sweep of order {order} was refused: {refusal}");
        }

        string? nonFinite = function.NonFinite;
        double[] again = function.Gradient(point, order, out double valueAgain);
        double valueOnly = function.Value(point, order);
        if (function.Mutation is { } mutation)
        {
            return new(GradientVerdict.InputMutated, Capitalized(mutation) + ".");
        }

        if (Explanations.NonDeterminism(function, order, values, again, [value, valueAgain, valueOnly], options.NonDeterminismTolerance)
            is { } differs)
        {
            return new(GradientVerdict.NonDeterministic, differs);
        }

        if (Explanations.NotFinite(function, order, value, values, nonFinite) is { } notFinite)
        {
            return new(GradientVerdict.NotFinite, notFinite);
        }

        Differences differences = new(function, order, value, options.Step ?? Precisions.Step(function.Precision), options.Seed);
        GradientAtPoint gradient = new(function, values, differences, _relativeTolerance, options.Seed);
        List<Probe> probes = [];
        foreach (CheckedInput input in function.Inputs)
        {
            int count = options.Mode == CheckMode.Full || input.Length < 2 ? input.Length : options.Projections;
            for (int k = 0; k < count; k++)
            {
                probes.Add(options.Mode == CheckMode.Full ? gradient.Element(input, k) : gradient.Projection(input, 0, input.Length, k));
            }
        }

        OrderOutcome outcome = Resolve(gradient, probes);
        Tabulate(gradient, probes);
        if (function.Mutation is { } later)
        {
            return new(GradientVerdict.InputMutated, Capitalized(later) + ".");
        }

        if (outcome.Verdict == GradientVerdict.Correct && options.ForwardMode)
        {
            outcome = CompareModes(gradient) ?? outcome;
        }

        if (outcome.Verdict == GradientVerdict.Correct && gradient.Vanishes && probes.Count > 0)
        {
            _notes.Add(gradient.Norm == 0
                ? $"The {function.Derivative(order)} is zero at this point: a wrong factor would not show here."
                : $"The {function.Derivative(order)} is zero at this point as far as rounding lets it be seen (its norm is " +
                    $"{Text.Short(gradient.Norm)}, a value is rounded by " +
                    $"{Text.Short(gradient.Rounding)}): a wrong factor would not show here.");
        }

        if (outcome.Verdict == GradientVerdict.Correct && options.AlwaysSweep && probes.Count > 0)
        {
            Probe first = probes[0];
            return outcome with
            {
                Sweep = new Sweeper(function, differences).Sweep(
                first.Place, first.Direction, first.Analytic).By(first.Unit)
            };
        }

        return outcome;
    }

    private static string Capitalized(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private GradientVerdict Wrong() => order switch
    {
        1 => GradientVerdict.WrongRule,
        2 => GradientVerdict.WrongAtSecondOrder,
        _ => GradientVerdict.WrongAtHigherOrder,
    };

    /// <summary>Looks at the numbers that failed at the first step, worst first, until one is surely wrong; and at those of the other
    /// inputs, so that none is called wrong which another step would clear.</summary>
    private OrderOutcome Resolve(GradientAtPoint gradient, List<Probe> probes)
    {
        Probe[] failed = [.. probes.Where(static probe => !probe.Passed).OrderByDescending(static probe => probe.Error / probe.Tolerance)];
        (Probe Probe, Closer Closer)? chosen = null;
        HashSet<CheckedInput> wrong = [];
        int looked = 0;
        foreach (Probe probe in failed)
        {
            if (wrong.Contains(probe.Input) || (wrong.Count > 0 && IsSurelyWrong(gradient, probe)))
            {
                wrong.Add(probe.Input);
                continue;
            }

            Closer closer = Look(gradient, probe);
            if (closer.Finding == Finding.Agrees)
            {
                probes[probes.IndexOf(probe)] = probe with { Numeric = closer.Sweep.BestValue, LooksLikeAKink = false };
                continue;
            }

            if (chosen is null || Rank(closer.Finding) < Rank(chosen.Value.Closer.Finding))
            {
                chosen = (probe, closer);
            }

            if (closer.Finding == Finding.Wrong)
            {
                wrong.Add(probe.Input);
            }

            if (++looked == MostSweeps)
            {
                break;
            }
        }

        return chosen is null
            ? new(GradientVerdict.Correct, probes.Count == 0
                ? "There is nothing to compare: the point has no elements."
                : $"The {function.Derivative(order)} agrees with finite " +
                    $"differences{(order == 1 ? string.Empty : $" of the {function.Differentiated(order)}")}.")
            : Narrow(gradient, chosen.Value.Probe, chosen.Value.Closer);
    }

    private static int Rank(Finding finding) => finding switch
    {
        Finding.Wrong => 0,
        Finding.Kink => 1,
        _ => 2,
    };

    private Closer Look(GradientAtPoint gradient, Probe probe)
    {
        Sweeper sweeper = new(function, gradient.Differences);
        StepSweep sweep = sweeper.Sweep(probe.Place, probe.Direction, probe.Analytic);
        double scale = gradient.Scale(probe.Analytic, sweep.BestValue, probe.Element is null ? probe.Scale : 0);
        double tolerance = gradient.Tolerance(scale, gradient.Differences.RoundingAt(sweep.BestStep));
        (Finding finding, Doubt doubt) = Sweeper.Judge(sweep, tolerance, scale);
        if (finding == Finding.Wrong)
        {
            double scatter = gradient.Scatter(probe.Direction, order);
            if (Math.Abs(sweep.BestValue - probe.Analytic) <= 5 * scatter)
            {
                sweep = sweep with { Uncertainty = Math.Max(sweep.Uncertainty, scatter) };
                (finding, doubt) = (Finding.Unclear, Doubt.GradientScatters);
            }
            else if (!function.IsDouble && !PersistsNearby(probe, sweep))
            {
                (finding, doubt) = (Finding.Unclear, Doubt.ComesAndGoes);
            }
        }

        // A step that the caller gave is held to: that another would do is no agreement.
        return finding == Finding.Agrees && options.Step is not null
            ? new(sweep, Finding.Unclear, Doubt.GivenStep, tolerance)
            : new(sweep, finding, doubt, tolerance);
    }

    /// <summary>Whether a number that failed at the first step needs no sweep to be called wrong: the differences at a tenth of the step
    /// say the same.</summary>
    private static bool IsSurelyWrong(GradientAtPoint gradient, Probe probe)
    {
        if (probe.LooksLikeAKink || !double.IsFinite(probe.Numeric))
        {
            return false;
        }

        DifferenceQuotient closer = gradient.Differences.AtStep(gradient.Differences.Step / 10).Quotient(probe.Direction);
        return Math.Abs(closer.Value - probe.Numeric) < 0.1 * probe.Error && probe.Error > closer.Rounding;
    }

    /// <summary>Whether the error is there, with the same sign, at points a few steps away along the direction. That of a wrong rule is. In
    /// float the steps are so great that differences may settle on the slope of a smoothed function; that error comes and goes.</summary>
    private bool PersistsNearby(Probe probe, StepSweep sweep)
    {
        double error = probe.Analytic - sweep.BestValue;
        double h = sweep.BestStep;
        foreach (double shift in new[] { 1.5 * h, -2.5 * h })
        {
            double[] there = [.. function.Point];
            for (int k = 0; k < there.Length; k++)
            {
                there[k] += shift * probe.Direction[k];
            }

            double[] gradient = function.Gradient(there, order, out double value);
            double analytic = 0;
            for (int k = 0; k < gradient.Length; k++)
            {
                analytic += gradient[k] * probe.Direction[k];
            }

            double numeric = new Differences(function, order, value, h, there, sweep.Noise).Quotient(probe.Direction).Value;
            double errorThere = analytic - numeric;
            if (!(errorThere * error > 0) || Math.Abs(errorThere) < 0.4 * Math.Abs(error))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>From an input to one of its elements, and to words.</summary>
    private OrderOutcome Narrow(GradientAtPoint gradient, Probe probe, Closer closer)
    {
        Finding finding = closer.Finding;
        if (finding == Finding.Wrong && options.Step is null && double.IsFinite(closer.Sweep.BestStep) && double.IsNaN(probe.Numeric))
        {
            gradient.UseStep(closer.Sweep.BestStep);
        }

        if (probe.Element is null && (finding != Finding.Unclear || closer.Doubt == Doubt.NotFinite))
        {
            Probe element = gradient.Element(probe.Input, Bisect(gradient, probe.Input));
            Closer alone = Look(gradient, element);
            if ((alone.Finding, alone.Doubt) == (finding, closer.Doubt))
            {
                (probe, closer) = (element, alone);
            }
        }

        StepSweep sweep = closer.Sweep.By(probe.Unit);
        GradientMismatch mismatch = new(
            probe.Input.Name,
            probe.Input.Shape,
            probe.Element,
            probe.Analytic / probe.Unit,
            sweep.Settled ? sweep.BestValue : probe.Numeric / probe.Unit,
            closer.Tolerance / probe.Unit,
            sweep.Uncertainty);
        switch (finding)
        {
            case Finding.Kink:
                return new(GradientVerdict.Kink, Explanations.Kink(function, order, mismatch, sweep, probe), mismatch, sweep);
            case Finding.Unclear:
                return new(
                    GradientVerdict.StepSizeOrPrecision,
                    Explanations.Unclear(function, order, mismatch, sweep, gradient.Differences, closer.Doubt),
                    mismatch,
                    sweep);
        }

        if (sweep.Points.All(static point => point.Forward == 0 && point.Backward == 0))
        {
            return new(
                order == 1 ? GradientVerdict.Disconnected : Wrong(), Explanations.DoesNotVary(function, order, mismatch), mismatch, sweep);
        }

        if (gradient.IsZero(probe.Input))
        {
            bool? connected = function.IsConnected(function.Inputs.ToList().IndexOf(probe.Input));
            return new(
                order == 1 ? GradientVerdict.Disconnected : Wrong(), Explanations.Disconnected(function, order, mismatch, connected),
                mismatch, sweep, 0);
        }

        int looked = 0;
        int? known = probe.Element;
        ErrorPattern pattern = ErrorPattern.Of(gradient, probe.Input, known, options.Seed, function.IsDouble, Wrongness);
        if (known is null && pattern.Wrong.Count > 0)
        {
            // Halving led to an element that only looks wrong at the first step; comparing one by one has found one that is.
            Probe element = gradient.Element(probe.Input, pattern.Wrong[0]);
            Closer alone = Look(gradient, element);
            if (alone.Finding == Finding.Wrong)
            {
                return Narrow(gradient, element, alone);
            }
        }

        return new(Wrong(), WrongExplanation.Of(function, order, mismatch, pattern), mismatch, sweep, pattern.Factor);

        // Null where it can't be told.
        bool? Wrongness(Probe failed) => IsSurelyWrong(gradient, failed) || failed.Element == known ? true
            : looked++ >= MostSweeps ? null
            : Look(gradient, failed).Finding switch
            {
                Finding.Wrong => true,
                Finding.Agrees => false,
                _ => null,
            };
    }

    /// <summary>Halves a run of elements until one is left, keeping a half in which a projection fails.</summary>
    private static int Bisect(GradientAtPoint gradient, CheckedInput input)
    {
        const int FirstNumber = 1000;
        int from = 0;
        int count = input.Length;
        for (int number = FirstNumber; count > 1; number++)
        {
            int half = count / 2;
            bool inFirst = !gradient.Projection(input, from, half, number).Passed;
            (from, count) = inFirst ? (from, half) : (from + half, count - half);
        }

        return from;
    }

    /// <summary>Reverse mode is known to be right here; forward mode must agree with it but for rounding.</summary>
    private OrderOutcome? CompareModes(GradientAtPoint gradient)
    {
        foreach (CheckedInput input in function.Inputs)
        {
            if (input.Length == 0)
            {
                continue;
            }

            double[] direction = Directions.Within(function.Point, input.Offset, input.Length, options.Seed, 0);
            double? forward = function.Forward(order, direction, out string? refusal);
            if (refusal is not null)
            {
                _notes.Add($"Forward mode was not checked at order {order}: {refusal}");
                return null;
            }

            if (forward is not { } value)
            {
                return null;
            }

            double reverse = gradient.Along(direction);
            double scale = gradient.Scale(reverse, value, gradient.NormWithin(input.Offset, input.Length));
            double noise = options.RoundingTolerance is null ? 100 * gradient.Differences.Noise : 0;
            double tolerance = ((options.RoundingTolerance ?? Precisions.Rounding(function.Precision)) * scale) + noise;
            if (!(Math.Abs(value - reverse) <= tolerance))
            {
                StepSweep sweep = new Sweeper(function, gradient.Differences).Sweep(string.Empty, direction, reverse);
                double numeric = sweep.Settled ? sweep.BestValue : gradient.Differences.Quotient(direction).Value;
                bool forwardIsWrong = !(Math.Abs(value - numeric) < Math.Abs(reverse - numeric));
                bool told = !double.IsFinite(value) || Math.Abs(value - reverse) > 5 * sweep.Uncertainty;
                return new(
                    Wrong(),
                    Explanations.Modes(input, value, reverse, numeric, forwardIsWrong, told),
                    new(input.Name, input.Shape, null, forwardIsWrong ? value : reverse, numeric, tolerance, 0),
                    Factor: Ratio(gradient, input, forwardIsWrong, forwardIsWrong ? value / reverse : reverse / value));
            }
        }

        return null;
    }

    /// <summary>The ratio of the modes along a second direction, if it is that along the first.</summary>
    private double? Ratio(GradientAtPoint gradient, CheckedInput input, bool forwardOverReverse, double first)
    {
        double[] direction = Directions.Within(function.Point, input.Offset, input.Length, options.Seed, 1);
        double reverse = gradient.Along(direction);
        if (function.Forward(order, direction, out _) is not { } forward)
        {
            return null;
        }

        double second = forwardOverReverse ? forward / reverse : reverse / forward;
        return double.IsFinite(first) && Math.Abs(second - first) < (function.IsDouble ? 1e-6 : 1e-4) * Math.Abs(first) ? first : null;
    }

    private void Tabulate(GradientAtPoint gradient, List<Probe> probes)
    {
        foreach (CheckedInput input in function.Inputs)
        {
            Probe[] own = [.. probes.Where(probe => probe.Input == input)];
            double norm = Math.Sqrt(gradient.Values.AsSpan(input.Offset, input.Length).ToArray().Sum(static value => value * value));
            double error = own.Length == 0 ? 0 : own.Max(static probe => probe.Error == 0 ? 0 : probe.Error / probe.Scale);
            bool passed = own.All(static probe => probe.Passed);
            _inputs.Add(new(input.Name, input.Shape, order, own.Length, error, _relativeTolerance, norm, passed));
        }
    }
}
