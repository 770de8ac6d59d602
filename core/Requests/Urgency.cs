namespace MatchGrid.Requests;

/// <summary>How pressing a need is, in the patient's or the prescriber's words.</summary>
public enum Urgency
{
    /// <summary>A week or more of the medicine is left.</summary>
    Routine = 0,

    /// <summary>Less than a week is left.</summary>
    Soon = 1,

    /// <summary>Less than two days are left.</summary>
    Urgent = 2,

    /// <summary>A missed dose endangers life.</summary>
    Critical = 3,
}

/// <summary>Urgency as the line sees it: what was confirmed comes before anything self-declared.</summary>
public static class UrgencyClass
{
    /// <summary>0 to 3 self-declared, 4 to 6 confirmed by a prescriber or pharmacist (routine needs no confirmation).</summary>
    public static int Of(Urgency urgency, bool confirmed) => confirmed && urgency > Urgency.Routine ? (int)urgency + 3 : (int)urgency;

    /// <summary>How pressing, whoever says so.</summary>
    public static Urgency UrgencyOf(int @class) => (Urgency)(@class > (int)Urgency.Critical ? @class - 3 : @class);
}
